#include "models/modules/bus/heard_channels.hpp"

#include "models/engine/orm/records.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/shared_caches.hpp"

namespace chatterd {

Value heard_channels(const Env& env, Id uid, const std::string& database, Value channels) {
  if (uid == 0) return channels;
  const Id partner = env.user_info()->partner_id;
  const Records joined = env["mail.channel"].search(
      Value::array({term("channel_partner_ids", "in", Value::array({partner}))}));
  for (const Id id : joined.ids()) channels.push_back(Value::array({database, "mail.channel", id}));
  for (const std::string model : personal_channels)
    if (model != "calendar.alarm" || env.registry().installed("calendar"))
      channels.push_back(Value::array({database, model, partner}));
  return channels;
}

}  // namespace chatterd
