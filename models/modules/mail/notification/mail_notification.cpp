// mail.notification: Message Notifications.
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {
namespace {

// Rows that are read have a date: it is what they are deleted by.
Value with_read_date(const Env& env, Value values) {
  if (values.is_object() && values.contains("is_read") && truthy(values["is_read"]))
    values["read_date"] = env.now();
  return values;
}

// rows: [{"mail_message_id": id, …}, …]. To be notified of a message is to read it: who tells
// others must read it himself, as in the last releases of Odoo 13 (CVE-2019-11784).
Value check_rows(const Records& self, const Args& args) {
  const Env& env = self.env();
  Ids messages;
  for (const Value& row : args["rows"])
    if (row.is_object() && row.contains("mail_message_id") && truthy(row["mail_message_id"]))
      messages.push_back(to_id(row["mail_message_id"]));
  const Records told = env.browse("mail.message", unique(messages));
  if (env.su() || told.empty()) return nullptr;
  told.check_access_rights("read");
  told.check_access_rule("read");
  return nullptr;
}

Value create_notifications(const Records& self, const Args& args) {
  Value list = args["vals_list"].is_array() ? args["vals_list"] : Value::array({args["vals_list"]});
  self.call("_check_rows", Value::array({list}));
  for (Value& values : list) values = with_read_date(self.env(), std::move(values));
  return args.super(self, {{"vals_list", list}});
}

Value write_notifications(const Records& notifications, const Args& args) {
  const Value& given = args["vals"];
  for (const char* name : {"mail_message_id", "res_partner_id"})
    if (given.is_object() && given.contains(name) && !notifications.env().is_superuser_or_admin())
      throw AccessError(notifications.env().translate(
          "Can not update the message or recipient of a notification."));
  return args.super(notifications, {{"vals", with_read_date(notifications.env(), args["vals"])}});
}

Value format_failure_reason(const Records& notification, const Args&) {
  const Env& env = notification.ensure_one().env();
  const std::string type = notification.text("failure_type");
  if (type == "UNKNOWN")
    return env.translate("Unknown error") + ": " + notification.text("failure_reason");
  const Field& field = notification.model().field_of("failure_type");
  for (const auto& [value, label] : field.selection)
    if (value == type) return label;
  return env.translate("No Error");
}

// Read notifications of employees need not be kept for ever.
Value gc_notifications(const Records& self, const Args& args) {
  const Env& env = self.env();
  const auto old = env.cr().execute(bridge::Sql(R"sql(
          SELECT n.id
          FROM mail_message_res_partner_needaction_rel n
            JOIN res_partner p ON p.id = n.res_partner_id
          WHERE n.is_read
            AND n.read_date < now() at time zone 'UTC' - make_interval(days => %s)
            AND p.partner_share IS NOT TRUE
            AND n.notification_status IN ('sent', 'canceled'))sql",
                                                {to_id(args["max_age_days"])}));
  const Records expired = self.browse(old.ids());
  if (!expired.empty()) expired.unlink();
  return true;
}

}  // namespace

void define_mail_notification(Registry& registry) {
  Model& m = registry.define("mail.notification", "mail", "Message Notifications");
  m.table("mail_message_res_partner_needaction_rel");
  m.rec_name("res_partner_id");
  m.no_log_access();
  m.sql_constraint(
      "notification_partner_required",
      "CHECK(notification_type NOT IN ('email', 'inbox') OR res_partner_id IS NOT NULL)",
      "Customer is required for inbox / email notification");
  m.field("mail_message_id",
          many2one("Message", "mail.message").required().index().ondelete("cascade"));
  m.field("res_partner_id",
          many2one("Needaction Recipient", "res.partner").index().ondelete("cascade"));
  m.field("is_read", boolean("Is Read").index());
  m.field("notification_type",
          selection("Notification Type", {{"inbox", "Inbox"}, {"email", "Email"}})
              .required()
              .index()
              .by_default("inbox"));
  m.field("notification_status", selection("Email Status", {{"ready", "Ready to Send"},
                                                            {"sent", "Sent"},
                                                            {"bounce", "Bounced"},
                                                            {"exception", "Exception"},
                                                            {"canceled", "Canceled"}})
                                     .index()
                                     .by_default("ready"));
  m.field("mail_id", many2one("Mail", "mail.mail").index());
  m.field("failure_type",
          selection("Failure type", {{"SMTP", "Connection failed (outgoing mail server problem)"},
                                     {"RECIPIENT", "Invalid email address"},
                                     {"BOUNCE", "Email address rejected by destination"},
                                     {"UNKNOWN", "Unknown error"}}));
  m.field("failure_reason", text("Failure reason").copy(false));
  m.field("read_date", datetime("Read Date").copy(false));
  m.method("_check_rows", On::model, {"rows"}, check_rows);
  m.method("create", On::model, {}, create_notifications);
  m.method("write", On::multi, {}, write_notifications);
  m.method("format_failure_reason", On::multi, {}, format_failure_reason);
  m.method("_gc_notifications", On::model, {{"max_age_days", 180}}, gc_notifications);
}

}  // namespace chatterd
