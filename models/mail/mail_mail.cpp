// mail.mail: Outgoing Mails.
#include "models/orm/model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void define_mail_mail(Registry& registry) {
  Model& m = registry.define("mail.mail", "mail", "Outgoing Mails");
  m.inherits("mail_message_id", "mail.message");
  m.order("id desc");
  m.rec_name("subject");
  m.field("mail_message_id", many2one("Message", "mail.message").required().index().ondelete("cascade").auto_join());
  m.field("body_html", text("Rich-text Contents").help("Rich-text/HTML message"));
  m.field("references",
          text("References").readonly().help("Message references, such as identifiers of previous messages"));
  m.field("headers", text("Headers").copy(false));
  m.field("notification",
          boolean("Is Notification").help("Mail has been created to notify people of an existing mail.message"));
  m.field("email_to", text("To").help("Message recipients (emails)"));
  m.field("email_cc", char_("Cc").help("Carbon copy message recipients"));
  m.field("recipient_ids", many2many("To (Partners)", "res.partner").context("{'active_test': False}"));
  m.field("state", selection("Status", {{"outgoing", "Outgoing"},
                                        {"sent", "Sent"},
                                        {"received", "Received"},
                                        {"exception", "Delivery Failed"},
                                        {"cancel", "Cancelled"}})
                       .readonly()
                       .copy(false)
                       .by_default("outgoing"));
  m.field("auto_delete", boolean("Auto Delete").help("Permanently delete this email after sending it, to save space"));
  m.field("failure_reason", text("Failure Reason")
                                .readonly()
                                .help("Failure reason. This is usually the exception thrown by the email server, "
                                      "stored to ease the debugging of mailing issues."));
  m.field("scheduled_date", char_("Scheduled Send Date")
                                .help("If set, the queue manager will send the email after the date. If not set, the "
                                      "email will be send as soon as possible."));
}

}  // namespace chatterd
