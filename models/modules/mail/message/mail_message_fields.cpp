// Computed fields of messages, and their searches.
#include "models/engine/orm/search/domain.hpp"
#include "models/modules/mail/message/mail_message.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

void assign_flag(const Records& messages, const char* field, const Ids& ids) {
  const std::unordered_set<Id> flagged(ids.begin(), ids.end());
  for (const Records& message : messages.each())
    message.assign(field, flagged.contains(message.id()));
}

Value get_needaction(const Records& messages, const Args&) {
  assign_flag(messages, "needaction",
              messages.env()
                  .cr()
                  .execute(Sql(R"sql(
              SELECT mail_message_id
              FROM mail_message_res_partner_needaction_rel
              WHERE mail_message_id = ANY(%s::int[])
                AND res_partner_id = %s
                AND (is_read = false OR is_read IS NULL))sql",
                               {messages.ids(), own_partner(messages.env())}))
                  .ids());
  return nullptr;
}

Value search_needaction(const Records& self, const Args& args) {
  const bool waiting = args["operator"] == "=" && truthy(args["value"]);
  return Value::array({"&", term("notification_ids.res_partner_id", "=", own_partner(self.env())),
                       term("notification_ids.is_read", "=", !waiting)});
}

Value compute_has_error(const Records& messages, const Args&) {
  assign_flag(messages, "has_error",
              messages.env()
                  .cr()
                  .execute(Sql(
                      R"sql(
                  SELECT mail_message_id
                  FROM mail_message_res_partner_needaction_rel
                  WHERE mail_message_id = ANY(%s::int[])
                    AND notification_status IN ('bounce', 'exception'))sql",
                      {messages.ids()}))
                  .ids());
  return nullptr;
}

Value search_has_error(const Records&, const Args& args) {
  const Value failed =
      term("notification_ids.notification_status", "in", Value::array({"bounce", "exception"}));
  if (args["operator"] == "=" && truthy(args["value"])) return Value::array({failed});
  return Value::array({"!", failed});
}

Value get_starred(const Records& messages, const Args&) {
  assign_flag(messages, "starred",
              messages.env()
                  .cr()
                  .execute(Sql(R"sql(
                      SELECT r.mail_message_id
                      FROM mail_message_res_partner_starred_rel r
                        JOIN res_partner p ON p.id = r.res_partner_id
                        AND p.active
                      WHERE r.mail_message_id = ANY(%s::int[])
                        AND r.res_partner_id = %s)sql",
                               {messages.ids(), own_partner(messages.env())}))
                  .ids());
  return nullptr;
}

Value search_starred(const Records& self, const Args& args) {
  const bool wanted = args["operator"] == "=" && truthy(args["value"]);
  return Value::array({term("starred_partner_ids", wanted ? "in" : "not in",
                            Value::array({own_partner(self.env())}))});
}

Value compute_need_moderation(const Records& messages, const Args&) {
  for (const Records& message : messages.each()) message.assign("need_moderation", false);
  return nullptr;
}

Value search_need_moderation(const Records& self, const Args& args) {
  const Env& env = self.env();
  if (args["operator"] != "=" || args["value"] != true)
    throw TypeError(
        "'ValueError' object is not iterable");  // Odoo returns the error it means to raise
  const Ids channels =
      env.cr()
          .execute(
              Sql("SELECT mail_channel_id FROM mail_channel_moderator_rel WHERE res_users_id = %s",
                  {env.uid()}))
          .ids();
  return Value::array({"&", "&", term("moderation_status", "=", "pending_moderation"),
                       term("model", "=", "mail.channel"), term("res_id", "in", channels)});
}

}  // namespace

void define_mail_message_fields(Model& m) {
  m.method("_get_needaction", On::multi, {}, get_needaction);
  m.method("_search_needaction", On::model, {"operator", "value"}, search_needaction);
  m.method("_compute_has_error", On::multi, {}, compute_has_error);
  m.method("_search_has_error", On::model, {"operator", "value"}, search_has_error);
  m.method("_get_starred", On::multi, {}, get_starred);
  m.method("_search_starred", On::model, {"operator", "value"}, search_starred);
  m.method("_compute_need_moderation", On::multi, {}, compute_need_moderation);
  m.method("_search_need_moderation", On::model, {"operator", "value"}, search_need_moderation);
}

}  // namespace chatterd
