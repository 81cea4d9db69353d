// The caller's inbox and favourites: marking messages read, starring them, and telling his other
// tabs.
#include "models/modules/mail/message/mail_message.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

void tell_caller(const Env& env, const Value& message) {
  env.notify(bus_channel(env, "res.partner", own_partner(env)), message);
}

Value mark_all_as_read(const Records& self, const Args& args) {
  const Env& env = self.env();
  Sql query(
      R"sql(
          UPDATE mail_message_res_partner_needaction_rel
          SET is_read = true, read_date = %s::timestamp
          WHERE res_partner_id = %s
            AND (is_read = false OR is_read IS NULL))sql",
      {env.now(), own_partner(env)});
  if (truthy(args["domain"]))
    query += Sql(" AND mail_message_id = ANY(%s::int[])", {self.search(args["domain"]).ids()});
  std::vector<std::pair<Id, Id>> read;  // notification, message
  const auto rows = env.cr().execute(query + Sql(" RETURNING id, mail_message_id"));
  for (const bridge::Row row : rows) read.emplace_back(row[0].integer(), row[1].integer());
  std::sort(read.begin(), read.end());
  Ids notifications, messages;
  for (const auto& [notification, message] : read) {
    notifications.push_back(notification);
    messages.push_back(message);
  }
  env.browse("mail.notification", notifications).invalidate();
  tell_caller(env, {{"type", "mark_as_read"}, {"message_ids", messages}});
  // the answer is what reading mail_message_id of the notifications gives: [id, name] pairs
  Value out = Value::array();
  for (const Records& message : env.sudo().browse("mail.message", messages).each())
    out.push_back(Value::array({message.id(), message.get("display_name")}));
  return out;
}

Value set_message_done(const Records& messages, const Args&) {
  const Env& env = messages.env();
  const auto rows = env.cr().execute(Sql(
      R"sql(
          WITH done AS (UPDATE mail_message_res_partner_needaction_rel SET is_read = true,
              read_date = %s::timestamp WHERE mail_message_id = ANY(%s::int[]) AND res_partner_id
              = %s AND (is_read = false OR is_read IS NULL) RETURNING id, mail_message_id)
          SELECT d.id, d.mail_message_id, ARRAY(SELECT r.mail_channel_id FROM
              mail_message_mail_channel_rel r WHERE r.mail_message_id = d.mail_message_id ORDER
              BY r.mail_channel_id)
          FROM done d
          ORDER BY d.id)sql",
      {env.now(), messages.ids(), own_partner(env)}));
  if (rows.empty()) return nullptr;
  Ids notifications, seen;
  std::vector<std::pair<Ids, Ids>>
      groups;  // runs of messages on the same channels: messages, channels
  for (const bridge::Row row : rows) {
    notifications.push_back(row[0].integer());
    const Id message = row[1].integer();
    if (contains(seen, message)) continue;
    seen.push_back(message);
    const Ids channels = row[2].ids();
    if (groups.empty() || groups.back().second != channels) groups.push_back({{}, channels});
    groups.back().first.push_back(message);
  }
  env.browse("mail.notification", notifications).invalidate();
  for (const auto& [ids, channels] : groups)
    tell_caller(env, {{"type", "mark_as_read"}, {"message_ids", ids}, {"channel_ids", channels}});
  return nullptr;
}

Value unstar_all(const Records& self, const Args&) {
  const Env& env = self.env();
  const Id partner = own_partner(env);
  const Records starred =
      self.search(Value::array({Value::array({"starred_partner_ids", "in", partner})}));
  starred.write({{"starred_partner_ids", Value::array({Value::array({3, partner})})}});
  tell_caller(env, {{"type", "toggle_star"}, {"message_ids", starred.ids()}, {"starred", false}});
  return nullptr;
}

Value toggle_message_starred(const Records& message, const Args&) {
  const Env& env = message.env();
  message.check_access_rule("read");
  message.get("model");  // says so when there is no such message
  const bool starred = !message.is("starred");
  message.sudo().write(
      {{"starred_partner_ids", Value::array({Value::array({starred ? 4 : 3, own_partner(env)})})}});
  tell_caller(env,
              {{"type", "toggle_star"},
               {"message_ids", Value::array({message.id() ? Value(message.id()) : Value(false)})},
               {"starred", starred}});
  return nullptr;
}

}  // namespace

void define_mail_message_inbox(Model& m) {
  m.method("mark_all_as_read", On::model, {{"domain", nullptr}}, mark_all_as_read);
  m.method("set_message_done", On::multi, {}, set_message_done);
  m.method("unstar_all", On::model, {}, unstar_all);
  m.method("toggle_message_starred", On::multi, {}, toggle_message_starred);
}

}  // namespace chatterd
