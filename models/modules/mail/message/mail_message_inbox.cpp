// The caller's inbox and favourites: marking messages read, starring them, and telling his other
// tabs.
#include "bridge/postgres/short_work.hpp"
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/search/domain.hpp"
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
  const Records starred = self.search(Value::array({term("starred_partner_ids", "in", partner)}));
  starred.write({{"starred_partner_ids", Value::array({command::unlink(partner)})}});
  tell_caller(env, {{"type", "toggle_star"}, {"message_ids", starred.ids()}, {"starred", false}});
  return nullptr;
}

// What star() has to know: whether the message is starred for the caller, and whether he may read
// it because he wrote it, got it, or sits in one of its channels.
constexpr const char* star_sql = R"sql(
    SELECT EXISTS (
          SELECT 1 FROM mail_message_res_partner_starred_rel r
            CROSS JOIN LATERAL (
              SELECT 1 FROM res_partner WHERE id = r.res_partner_id AND active OFFSET 0) p
          WHERE r.mail_message_id = m.id AND r.res_partner_id = me.id),
        m.author_id = me.id OR EXISTS (
          SELECT 1 FROM mail_message_res_partner_rel r
          WHERE r.mail_message_id = m.id AND r.res_partner_id = me.id)
        OR EXISTS (
          SELECT 1 FROM mail_message_res_partner_needaction_rel r
          WHERE r.mail_message_id = m.id AND r.res_partner_id = me.id)
        OR EXISTS (
          SELECT 1 FROM mail_message_mail_channel_rel r
            CROSS JOIN LATERAL (
              SELECT 1 FROM mail_channel_partner s
              WHERE s.channel_id = r.mail_channel_id AND s.partner_id = me.id OFFSET 0) s
          WHERE r.mail_message_id = m.id)
    FROM (SELECT %s::int AS id) me
      CROSS JOIN LATERAL (SELECT id, author_id FROM mail_message WHERE id = %s::int OFFSET 0) m)sql";

// Turns the caller's star on or off: what writing starred_partner_ids does, in statements of which
// none can meet a conflict. Two that do it at once wait for each other at the message. Nothing
// where the ordinary way has to say what is wrong.
std::optional<bool> star(const Records& message) {
  const Env& env = message.env();
  const Method* write = message.model().find_method("write");
  if (message.size() != 1 || env.su() || !env.has_group("base.group_user") ||
      !env.unit().pending.empty() || write == nullptr || write->chain.size() != 2)
    return std::nullopt;
  const Id id = message.id(), me = own_partner(env);
  bridge::read_committed(env.cr());
  const bridge::Result rows = env.cr().execute(Sql::hot(star_sql, {me, id}));
  if (rows.empty()) return std::nullopt;
  if (!rows[0][1].boolean()) message.check_access_rule("read");
  const bool starred = !rows[0][0].boolean();
  env.cr().execute_later(bridge::hot_write(
      R"sql(
          UPDATE mail_message
          SET write_uid = %s::int, write_date = now() at time zone 'UTC'
          WHERE id = %s::int)sql",
      {env.uid(), id}));
  env.cr().execute_later(starred ? bridge::hot_write(R"sql(
                    INSERT INTO mail_message_res_partner_starred_rel (mail_message_id,
                        res_partner_id)
                    VALUES (%s::int, %s::int)
                    ON CONFLICT DO NOTHING)sql",
                                                     {id, me})
                                 : bridge::hot_write(R"sql(
                    DELETE FROM mail_message_res_partner_starred_rel
                    WHERE mail_message_id = %s::int
                      AND res_partner_id = %s::int)sql",
                                                     {id, me}));
  message.invalidate();
  return starred;
}

bool star_in_general(const Records& message) {
  message.check_access_rule("read");
  message.get("model");  // says so when there is no such message
  const bool starred = !message.is("starred");
  message.sudo().write(
      {{"starred_partner_ids",
        Value::array({Value::array({starred ? 4 : 3, own_partner(message.env())})})}});
  return starred;
}

Value toggle_message_starred(const Records& message, const Args&) {
  const Env& env = message.env();
  const std::optional<bool> done = star(message);
  const bool starred = done ? *done : star_in_general(message);
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
