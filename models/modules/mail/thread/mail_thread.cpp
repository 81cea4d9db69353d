// mail.thread: Email Thread.
#include "models/modules/mail/thread/mail_thread.hpp"

#include "models/engine/orm/registry.hpp"
#include "models/modules/mail/compose/mail_compose_message.hpp"
#include "models/modules/mail/gateway/mail_gateway.hpp"

namespace chatterd {

void define_mail_thread(Registry& registry) {
  Model& m = registry.define("mail.thread", "mail", "Email Thread");
  m.abstract();
  m.field("message_is_follower", boolean("Is Follower")
                                     .compute("_compute_is_follower")
                                     .depends({"message_follower_ids"})
                                     .search("_search_is_follower"));
  m.field("message_follower_ids", one2many("Followers", "mail.followers", "res_id"));
  m.field("message_partner_ids", many2many("Followers (Partners)", "res.partner")
                                     .compute("_get_followers")
                                     .depends({"message_follower_ids"})
                                     .search("_search_follower_partners"));
  m.field("message_channel_ids", many2many("Followers (Channels)", "mail.channel")
                                     .compute("_get_followers")
                                     .depends({"message_follower_ids"})
                                     .search("_search_follower_channels"));
  m.field("message_ids", one2many("Messages", "mail.message", "res_id")
                             .domain("[('message_type', '!=', 'user_notification')]")
                             .auto_join());
  m.field("message_unread", boolean("Unread Messages")
                                .compute("_get_message_unread")
                                .help("If checked, new messages require your attention."));
  m.field("message_unread_counter", integer("Unread Messages Counter")
                                        .compute("_get_message_unread")
                                        .help("Number of unread messages"));
  m.field("message_needaction", boolean("Action Needed")
                                    .compute("_get_message_needaction")
                                    .search("_search_message_needaction")
                                    .help("If checked, new messages require your attention."));
  m.field("message_needaction_counter", integer("Number of Actions")
                                            .compute("_get_message_needaction")
                                            .help("Number of messages which requires an action"));
  m.field("message_has_error", boolean("Message Delivery error")
                                   .compute("_compute_message_has_error")
                                   .search("_search_message_has_error")
                                   .help("If checked, some messages have a delivery error."));
  m.field("message_has_error_counter", integer("Number of errors")
                                           .compute("_compute_message_has_error")
                                           .help("Number of messages with delivery error"));
  m.field("message_attachment_count", integer("Attachment Count")
                                          .compute("_compute_message_attachment_count")
                                          .groups("base.group_user"));
  m.field("message_main_attachment_id",
          many2one("Main Attachment", "ir.attachment").index().copy(false));
  define_mail_thread_fields(m);
  define_mail_thread_crud(m);
  define_mail_thread_track(m);
  define_mail_thread_post(m);
  define_mail_thread_author(m);
  define_mail_thread_attach(m);
  define_mail_thread_notify(m);
  define_mail_thread_email(m);
  define_mail_thread_gateway(m);
  define_mail_thread_help(m);
  define_mail_thread_views(m);
  define_mail_thread_reply(m);
  define_mail_thread_follow(m);
  define_mail_thread_subscribe(m);
  define_mail_thread_recipient(m);
  define_mail_thread_template(m);
}

}  // namespace chatterd
