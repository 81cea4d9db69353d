// mail.message: Message.
#include "models/modules/mail/message/mail_message.hpp"

#include "models/engine/orm/registry.hpp"

namespace chatterd {

void define_mail_message(Registry& registry) {
  Model& m = registry.define("mail.message", "mail", "Message");
  m.order("id desc");
  m.rec_name("record_name");
  m.field("subject", char_("Subject"));
  m.field("date", datetime("Date").by_default_method("_now"));
  m.field("body", html_("Contents").by_default("").sanitize_style(true));
  m.field("attachment_ids", many2many("Attachments", "ir.attachment")
                                .relation("message_attachment_rel", "message_id", "attachment_id")
                                .help("Attachments are linked to a document through model / res_id "
                                      "and to the message through this field."));
  m.field("parent_id", many2one("Parent Message", "mail.message")
                           .index()
                           .ondelete("set null")
                           .help("Initial thread message."));
  m.field("child_ids", one2many("Child Messages", "mail.message", "parent_id"));
  m.field("model", char_("Related Document Model").index());
  m.field("res_id", many2one_reference("Related Document ID", "model").index());
  m.field("record_name", char_("Message Record Name").help("Name get of the related document."));
  m.field(
      "message_type",
      selection("Type", {{"email", "Email"},
                         {"comment", "Comment"},
                         {"notification", "System notification"},
                         {"user_notification", "User Specific Notification"}})
          .required()
          .by_default("email")
          .help("Message type: email for email message, notification for system message, comment "
                "for other messages such as user replies"));
  m.field("subtype_id", many2one("Subtype", "mail.message.subtype").index().ondelete("set null"));
  m.field("mail_activity_type_id",
          many2one("Mail Activity Type", "mail.activity.type").index().ondelete("set null"));
  m.field(
      "email_from",
      char_("From")
          .by_default_method("_get_default_from")
          .help("Email address of the sender. This field is set when no matching partner is found "
                "and replaces the author_id field in the chatter."));
  m.field("author_id", many2one("Author", "res.partner")
                           .index()
                           .by_default_method("_get_default_author")
                           .ondelete("set null")
                           .help("Author of the message. If not set, email_from may hold an email "
                                 "address that did not match any partner."));
  m.field("author_avatar",
          binary("Author's avatar").related("author_id.image_128").readonly(false));
  m.field("partner_ids", many2many("Recipients", "res.partner").context("{'active_test': False}"));
  m.field("notified_partner_ids", many2many("Partners with Need Action", "res.partner")
                                      .relation("mail_message_res_partner_needaction_rel",
                                                "mail_message_id", "res_partner_id")
                                      .context("{'active_test': False}")
                                      .depends({"notification_ids"}));
  m.field("needaction", boolean("Need Action")
                            .compute("_get_needaction")
                            .search("_search_needaction")
                            .help("Need Action"));
  m.field("has_error", boolean("Has error")
                           .compute("_compute_has_error")
                           .search("_search_has_error")
                           .help("Has error"));
  m.field("channel_ids",
          many2many("Channels", "mail.channel")
              .relation("mail_message_mail_channel_rel", "mail_message_id", "mail_channel_id"));
  m.field("notification_ids", one2many("Notifications", "mail.notification", "mail_message_id")
                                  .auto_join()
                                  .depends({"notified_partner_ids"}));
  m.field("starred_partner_ids", many2many("Favorited By", "res.partner")
                                     .relation("mail_message_res_partner_starred_rel",
                                               "mail_message_id", "res_partner_id"));
  m.field("starred", boolean("Starred")
                         .compute("_get_starred")
                         .depends({"starred_partner_ids"})
                         .depends_context({"uid"})
                         .search("_search_starred")
                         .compute_sudo(false)
                         .help("Current user has a starred notification linked to this message"));
  m.field("tracking_value_ids",
          one2many("Tracking values", "mail.tracking.value", "mail_message_id")
              .groups("base.group_no_one")
              .help("Tracked values are stored in a separate model. This field allow to "
                    "reconstruct the tracking and to generate statistics on the model."));
  m.field("no_auto_thread",
          boolean("No threading for answers")
              .help("Answers do not go in the original document discussion thread. This has an "
                    "impact on the generated message-id."));
  m.field("message_id",
          char_("Message-Id").readonly().index().copy(false).help("Message unique identifier"));
  m.field(
      "reply_to",
      char_("Reply-To")
          .help(
              "Reply email address. Setting the reply_to bypasses the automatic thread creation."));
  m.field("mail_server_id", many2one("Outgoing mail server", "ir.mail_server"));
  m.field("moderation_status",
          selection("Moderation Status", {{"pending_moderation", "Pending Moderation"},
                                          {"accepted", "Accepted"},
                                          {"rejected", "Rejected"}})
              .index());
  m.field("moderator_id", many2one("Moderated By", "res.users").index());
  m.field("need_moderation", boolean("Need moderation")
                                 .compute("_compute_need_moderation")
                                 .search("_search_need_moderation"));
  m.field("email_layout_xmlid", char_("Layout").copy(false));
  m.field("add_sign", boolean().by_default(true));
  m.field("mail_ids", one2many("Mails", "mail.mail", "mail_message_id"));
  m.field("canned_response_ids",
          one2many("Canned Responses", "mail.shortcode", "message_ids").stored(false));
  define_mail_message_defaults(m);
  define_mail_message_create(m);
  define_mail_message_write(m);
  define_mail_message_access(m);
  define_mail_message_format(m);
  define_mail_message_fetch(m);
  define_mail_message_inbox(m);
  define_mail_message_failure(m);
  define_mail_message_moderate(m);
  define_mail_message_fields(m);
}

}  // namespace chatterd
