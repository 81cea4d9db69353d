// bus.presence: User Presence.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/modules/bus/presence.hpp"

namespace chatterd {

void define_bus_presence(Registry& registry) {
  Model& m = registry.define("bus.presence", "bus", "User Presence");
  m.no_log_access();
  m.sql_constraint("bus_user_presence_unique", "unique(user_id)",
                   "A user can only have one IM status.");
  m.field("user_id", many2one("Users", "res.users").required().index().ondelete("cascade"));
  m.field("last_poll", datetime("Last Poll").by_default_method("_default_last_poll"));
  m.field("last_presence", datetime("Last Presence").by_default_method("_default_last_presence"));
  m.field("status",
          selection("IM Status", {{"online", "Online"}, {"away", "Away"}, {"offline", "Offline"}})
              .by_default("offline"));
  define_bus_presence_methods(m);
}

}  // namespace chatterd
