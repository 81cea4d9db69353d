// mail.notification: Message Notifications.
#include "models/orm/model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void define_mail_notification(Registry& registry) {
  Model& m = registry.define("mail.notification", "mail", "Message Notifications");
  m.table("mail_message_res_partner_needaction_rel");
  m.rec_name("res_partner_id");
  m.no_log_access();
  m.sql_constraint("notification_partner_required",
                   "CHECK(notification_type NOT IN ('email', 'inbox') OR res_partner_id IS NOT NULL)",
                   "Customer is required for inbox / email notification");
  m.field("mail_message_id", many2one("Message", "mail.message").required().index().ondelete("cascade"));
  m.field("res_partner_id", many2one("Needaction Recipient", "res.partner").index().ondelete("cascade"));
  m.field("is_read", boolean("Is Read").index());
  m.field(
      "notification_type",
      selection("Notification Type", {{"inbox", "Inbox"}, {"email", "Email"}}).required().index().by_default("inbox"));
  m.field("notification_status", selection("Email Status", {{"ready", "Ready to Send"},
                                                            {"sent", "Sent"},
                                                            {"bounce", "Bounced"},
                                                            {"exception", "Exception"},
                                                            {"canceled", "Canceled"}})
                                     .index()
                                     .by_default("ready"));
  m.field("mail_id", many2one("Mail", "mail.mail").index());
  m.field("failure_type", selection("Failure type", {{"SMTP", "Connection failed (outgoing mail server problem)"},
                                                     {"RECIPIENT", "Invalid email address"},
                                                     {"BOUNCE", "Email address rejected by destination"},
                                                     {"UNKNOWN", "Unknown error"}}));
  m.field("failure_reason", text("Failure reason").copy(false));
  m.field("read_date", datetime("Read Date").copy(false));
}

}  // namespace chatterd
