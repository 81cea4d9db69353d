// mail.mail: Outgoing Mails.
#include "models/modules/mail/outgoing/mail_mail.hpp"

#include "models/engine/orm/registry.hpp"
#include "models/modules/base/ir/ir_attachment.hpp"

namespace chatterd {

namespace {

void check_attachments_of(const Records& mails) {
  for (const Records& mail : mails.each()) check_attachments(mail.rel("attachment_ids"), "read");
}

// A mail for a message that is there already notifies of it: deleting the mail keeps the message.
Value create_mail(const Records& self, const Args& args) {
  const Value& given = args["vals_list"];
  Value list = given.is_array() ? given : Value::array({given});
  bool attached = false;
  for (Value& values : list) {
    if (!values.is_object()) continue;
    if (!values.contains("notification") && values.contains("mail_message_id") &&
        truthy(values["mail_message_id"]))
      values["notification"] = true;
    attached = attached || (values.contains("attachment_ids") && truthy(values["attachment_ids"]));
  }
  const Records mails = self.browse(to_ids(args.super(self, {{"vals_list", list}})));
  if (attached) check_attachments_of(mails);
  return mails.ids();
}

Value write_mails(const Records& mails, const Args& args) {
  const Value done = args.super(mails);
  const Value& values = args["vals"];
  if (values.is_object() && values.contains("attachment_ids") && truthy(values["attachment_ids"]))
    check_attachments_of(mails);
  return done;
}

Value unlink_mails(const Records& mails, const Args& args) {
  const Records own = mails.filtered([](const Records& mail) { return !mail.is("notification"); });
  const Records messages = own.rel("mail_message_id");
  const Value done = args.super(mails);
  if (!messages.empty()) messages.unlink();
  return done;
}

Value mark_outgoing(const Records& mails, const Args&) {
  mails.write({{"state", "outgoing"}});
  return true;
}

Value cancel(const Records& mails, const Args&) {
  mails.write({{"state", "cancel"}});
  return true;
}

// Administrators watch the queue, with what is in it.
Value opens_parent(const Records& mails, const Args&) {
  return mails.env().has_group("base.group_system");
}

}  // namespace

void define_mail_mail(Registry& registry) {
  Model& m = registry.define("mail.mail", "mail", "Outgoing Mails");
  m.inherits("mail_message_id", "mail.message");
  m.order("id desc");
  m.rec_name("subject");
  m.field("mail_message_id",
          many2one("Message", "mail.message").required().index().ondelete("cascade").auto_join());
  m.field("body_html", text("Rich-text Contents").help("Rich-text/HTML message"));
  m.field("references", text("References")
                            .readonly()
                            .help("Message references, such as identifiers of previous messages"));
  m.field("headers", text("Headers").copy(false));
  m.field("notification",
          boolean("Is Notification")
              .help("Mail has been created to notify people of an existing mail.message"));
  m.field("email_to", text("To").help("Message recipients (emails)"));
  m.field("email_cc", char_("Cc").help("Carbon copy message recipients"));
  m.field("recipient_ids",
          many2many("To (Partners)", "res.partner").context("{'active_test': False}"));
  m.field("state", selection("Status", {{"outgoing", "Outgoing"},
                                        {"sent", "Sent"},
                                        {"received", "Received"},
                                        {"exception", "Delivery Failed"},
                                        {"cancel", "Cancelled"}})
                       .readonly()
                       .copy(false)
                       .by_default("outgoing"));
  m.field(
      "auto_delete",
      boolean("Auto Delete").help("Permanently delete this email after sending it, to save space"));
  m.field("failure_reason",
          text("Failure Reason")
              .readonly()
              .help("Failure reason. This is usually the exception thrown by the email server, "
                    "stored to ease the debugging of mailing issues."));
  m.field("scheduled_date",
          char_("Scheduled Send Date")
              .help("If set, the queue manager will send the email after the date. If not set, the "
                    "email will be send as soon as possible."));
  m.method("create", On::model, {}, create_mail);
  m.method("write", On::multi, {}, write_mails);
  m.method("unlink", On::multi, {}, unlink_mails);
  m.method("_opens_parent", On::multi, {}, opens_parent);
  m.method("mark_outgoing", On::multi, {}, mark_outgoing);
  m.method("cancel", On::multi, {}, cancel);
  define_mail_mail_send(m);
}

}  // namespace chatterd
