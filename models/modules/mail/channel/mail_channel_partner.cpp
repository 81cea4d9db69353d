// mail.channel.partner: Listeners of a Channel. A seat is access to the channel, so who may make
// one is asked here, as in the last releases of Odoo 13 (CVE-2019-11783), whatever the rules in the
// database say.
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/shared_caches.hpp"
#include "models/modules/mail/channel/mail_channel.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

// rows: [{"channel_id": id, …}, …]. Seats in a public channel are for all to give, in a channel of
// a group for the group, in a private one for those who sit there; the first ones for who made it.
Value check_seats(const Records& self, const Args& args) {
  const Env& env = self.env();
  if (env.is_superuser_or_admin()) return nullptr;
  Ids channels;
  for (const Value& row : args["rows"])
    if (row.is_object() && row.contains("channel_id") && truthy(row["channel_id"]))
      channels.push_back(to_id(row["channel_id"]));
  // who reads a channel may give seats in it, and what he has just written does not change that
  channels = env.unit().readable.unknown(env.uid(), env.registry().at("mail.channel"), channels);
  if (channels.empty()) return nullptr;
  const bridge::Result closed = env.cr().execute(
      Sql(R"sql(
      SELECT 1
      FROM mail_channel c
      WHERE c.id = ANY(%s::int[])
        AND c.public <> 'public'
        AND NOT (c.public = 'groups' AND c.group_public_id = ANY(%s::int[]))
        AND NOT (c.public = 'private' AND EXISTS (
          SELECT 1 FROM mail_channel_partner own WHERE own.channel_id = c.id AND own.partner_id = %s))
        AND NOT (c.create_uid = %s AND NOT EXISTS (
          SELECT 1 FROM mail_channel_partner others WHERE others.channel_id = c.id))
      LIMIT 1)sql",
          {unique(channels), env.user_info()->group_ids, own_partner(env), env.uid()}));
  if (!closed.empty())
    throw AccessError(env.translate("This user can not be added in this channel"));
  return nullptr;
}

Value create_seats(const Records& self, const Args& args) {
  const Value& given = args["vals_list"];
  self.call("_check_rows", Value::array({given.is_array() ? given : Value::array({given})}));
  return args.super(self);
}

Value write_seats(const Records& seats, const Args& args) {
  const Value& values = args["vals"];
  for (const char* name : {"channel_id", "partner_id"})
    if (values.is_object() && values.contains(name) && !seats.env().is_superuser_or_admin())
      throw AccessError(seats.env().translate("You can not write on this field"));
  return args.super(seats);
}

}  // namespace

void define_mail_channel_partner(Registry& registry) {
  Model& m = registry.define("mail.channel.partner", "mail", "Listeners of a Channel");
  m.rec_name("partner_id");
  m.field("custom_channel_name", char_("Custom channel name"));
  m.field("partner_id", many2one("Recipient", "res.partner").ondelete("cascade"));
  m.field("partner_email", char_("Email").related("partner_id.email").readonly(false));
  m.field("channel_id", many2one("Channel", "mail.channel").ondelete("cascade"));
  m.field("fetched_message_id", many2one("Last Fetched", "mail.message"));
  m.field("seen_message_id", many2one("Last Seen", "mail.message"));
  m.field("fold_state", selection("Conversation Fold State",
                                  {{"open", "Open"}, {"folded", "Folded"}, {"closed", "Closed"}})
                            .by_default("open"));
  m.field("is_minimized", boolean("Conversation is minimized"));
  m.field("is_pinned", boolean("Is pinned on the interface").by_default(true));
  m.method("create", On::model, {}, create_seats);
  m.method("write", On::multi, {}, write_seats);
  m.method("_check_rows", On::model, {"rows"}, check_seats);
}

}  // namespace chatterd
