// mail.compose.message: Email composition wizard.
#include "models/modules/mail/compose/mail_compose_message.hpp"

#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {
namespace {

Value default_subtype(const Records& self, const Args&) {
  const Id id = self.env().ref("mail.mt_comment");
  return id ? Value(id) : Value(false);
}

}  // namespace

void define_mail_compose_message(Registry& registry) {
  Model& m = registry.define("mail.compose.message", "mail", "Email composition wizard");
  m.transient();
  m.field("subject", char_("Subject"));
  m.field("body", html_("Contents").by_default("").sanitize_style(true));
  m.field("parent_id", many2one("Parent Message", "mail.message")
                           .index()
                           .ondelete("set null")
                           .help("Initial thread message."));
  m.field("attachment_ids",
          many2many("Attachments", "ir.attachment")
              .relation("mail_compose_message_ir_attachments_rel", "wizard_id", "attachment_id"));
  m.field(
      "email_from",
      char_("From").help(
          "Email address of the sender. This field is set when no matching partner is found and "
          "replaces the author_id field in the chatter."));
  m.field("author_id", many2one("Author", "res.partner")
                           .index()
                           .help("Author of the message. If not set, email_from may hold an email "
                                 "address that did not match any partner."));
  m.field("model", char_("Related Document Model").index());
  m.field("res_id", integer("Related Document ID").index());
  m.field("record_name", char_("Message Record Name").help("Name get of the related document."));
  m.field(
      "message_type",
      selection("Type", {{"comment", "Comment"}, {"notification", "System notification"}})
          .required()
          .by_default("comment")
          .help("Message type: email for email message, notification for system message, comment "
                "for other messages such as user replies"));
  m.field("subtype_id", many2one("Subtype", "mail.message.subtype")
                            .ondelete("set null")
                            .index()
                            .by_default_method("_default_subtype_id"));
  m.field("mail_activity_type_id",
          many2one("Mail Activity Type", "mail.activity.type").index().ondelete("set null"));
  m.field("composition_mode",
          selection("Composition mode", {{"comment", "Post on a document"},
                                         {"mass_mail", "Email Mass Mailing"},
                                         {"mass_post", "Post on Multiple Documents"}})
              .by_default("comment"));
  m.field("reply_to",
          char_("Reply-To")
              .help("Reply email address. Setting the reply_to bypasses the automatic thread "
                    "creation."));
  m.field("no_auto_thread", boolean("No threading for answers")
                                .help("Answers do not go in the original document discussion "
                                      "thread. This has an impact on the generated "
                                      "message-id."));
  m.field("is_log", boolean("Log an Internal Note")
                        .help("Whether the message is an internal note (comment mode only)"));
  m.field("partner_ids",
          many2many("Additional Contacts", "res.partner")
              .relation("mail_compose_message_res_partner_rel", "wizard_id", "partner_id"));
  m.field("use_active_domain", boolean("Use active domain"));
  m.field("active_domain", text("Active domain").readonly());
  m.field("notify",
          boolean("Notify followers").help("Notify followers of the document (mass post only)"));
  m.field("auto_delete", boolean("Delete Emails").help("Delete sent emails (mass mailing only)"));
  m.field("auto_delete_message",
          boolean("Delete Message Copy")
              .help("Do not keep a copy of the email in the document communication history "
                    "(mass mailing only)"));
  m.field("template_id",
          many2one("Use template", "mail.template").index().domain("[('model', '=', model)]"));
  m.field("mail_server_id", many2one("Outgoing mail server", "ir.mail_server"));
  m.field("layout", char_("Layout").copy(false));
  m.field("add_sign", boolean("Add Sign").by_default(true));
  m.method("_default_subtype_id", On::model, {}, default_subtype);
  define_mail_compose_defaults(m);
  define_mail_compose_template(m);
  define_mail_compose_onchange(m);
  define_mail_compose_send(m);
}

}  // namespace chatterd
