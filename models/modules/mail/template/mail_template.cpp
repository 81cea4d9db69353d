// mail.template: Email Templates.
#include "models/modules/mail/template/mail_template.hpp"

#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void define_mail_template(Registry& registry) {
  Model& m = registry.define("mail.template", "mail", "Email Templates");
  m.order("name");
  m.field("name", char_("Name"));
  m.field("model_id", many2one("Applies to", "ir.model")
                          .help("The type of document this template can be used with"));
  m.field("model", char_("Related Document Model").related("model_id.model").stored().index());
  m.field("lang", char_("Language")
                      .help("Optional translation language (ISO code) to select when sending out "
                            "an email. If not set, the english version will be used. This should "
                            "usually be a placeholder expression that provides the appropriate "
                            "language, e.g. ${object.partner_id.lang}."));
  m.field("user_signature", boolean("Add Signature")
                                .help("If checked, the user's signature will be appended to the "
                                      "text version of the message"));
  m.field("subject", char_("Subject").translate().help("Subject (placeholders may be used here)"));
  m.field("email_from",
          char_("From").help(
              "Sender address (placeholders may be used here). If not set, the default "
              "value will be the author's email alias if configured, or email address."));
  m.field("use_default_to",
          boolean("Default recipients")
              .help("Default recipients of the record:\n- partner (using id on a partner or the "
                    "partner_id field) OR\n- email (using email_from or email field)"));
  m.field("email_to",
          char_("To (Emails)")
              .help("Comma-separated recipient addresses (placeholders may be used here)"));
  m.field("partner_to",
          char_("To (Partners)")
              .help("Comma-separated ids of recipient partners (placeholders may be used here)"));
  m.field("email_cc", char_("Cc").help("Carbon copy recipients (placeholders may be used here)"));
  m.field("reply_to",
          char_("Reply-To").help("Preferred response address (placeholders may be used here)"));
  m.field(
      "mail_server_id",
      many2one("Outgoing Mail Server", "ir.mail_server")
          .help("Optional preferred server for outgoing mails. If not set, the highest priority "
                "one will be used."));
  m.field("body_html", html_("Body").translate().sanitize(false));
  m.field("report_name",
          char_("Report Filename")
              .translate()
              .help("Name to use for the generated report file (may contain placeholders)\nThe "
                    "extension can be omitted and will then come from the report type."));
  m.field("report_template", many2one("Optional report to print and attach", "ir.actions.report"));
  m.field("ref_ir_act_window", many2one("Sidebar action", "ir.actions.act_window")
                                   .readonly()
                                   .copy(false)
                                   .help("Sidebar action to make this template available on "
                                         "records of the related document model"));
  m.field("attachment_ids",
          many2many("Attachments", "ir.attachment")
              .relation("email_template_attachment_rel", "email_template_id", "attachment_id")
              .help("You may attach files to this template, to be added to all emails created from "
                    "this template"));
  m.field("auto_delete",
          boolean("Auto Delete")
              .by_default(true)
              .help("Permanently delete this email after sending it, to save space"));
  m.field(
      "model_object_field",
      many2one("Field", "ir.model.fields")
          .help(
              "Select target field from the related document model.\nIf it is a relationship field "
              "you will be able to select a target field at the destination of the relationship."));
  m.field(
      "sub_object",
      many2one("Sub-model", "ir.model")
          .readonly()
          .help(
              "When a relationship field is selected as first field, this field shows the document "
              "model the relationship goes to."));
  m.field("sub_model_object_field",
          many2one("Sub-field", "ir.model.fields")
              .help("When a relationship field is selected as first field, this field lets you "
                    "select the target field within the destination document model (sub-model)."));
  m.field("null_value",
          char_("Default Value").help("Optional value to use if the target field is empty"));
  m.field(
      "copyvalue",
      char_("Placeholder Expression")
          .help("Final placeholder expression, to be copy-pasted in the desired template field."));
  m.field("scheduled_date",
          char_("Scheduled Date")
              .help("If set, the queue manager will send the email after the date. If not set, the "
                    "email will be send as soon as possible. Jinja2 placeholders may be used."));
  define_mail_template_actions(m);
  define_mail_template_email(m);
  define_mail_template_onchange(m);
}

}  // namespace chatterd
