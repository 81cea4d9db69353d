// mail.channel: Discussion Channel.
#include "models/modules/mail/channel/mail_channel.hpp"

#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void define_mail_channel(Registry& registry) {
  Model& m = registry.define("mail.channel", "mail", "Discussion Channel");
  m.inherit({"mail.thread", "mail.alias.mixin"});
  m.field("name", char_("Name").required().translate());
  m.field("channel_type",
          selection("Channel Type", {{"chat", "Chat Discussion"}, {"channel", "Channel"}})
              .by_default("channel"));
  m.field("is_chat", boolean("Is a chat").compute("_compute_is_chat").by_default(false));
  m.field("description", text("Description"));
  m.field("uuid", char_("UUID").index().copy(false).by_default_method("_default_uuid").size(50));
  m.field("email_send", boolean("Send messages by email").by_default(false));
  m.field(
      "channel_last_seen_partner_ids",
      one2many("Last Seen", "mail.channel.partner", "channel_id").depends({"channel_partner_ids"}));
  m.field("channel_partner_ids", many2many("Listeners", "res.partner")
                                     .relation("mail_channel_partner", "channel_id", "partner_id")
                                     .depends({"channel_last_seen_partner_ids"}));
  m.field("channel_message_ids",
          many2many("", "mail.message")
              .relation("mail_message_mail_channel_rel", "mail_channel_id", "mail_message_id"));
  m.field("is_member", boolean("Is a member").compute("_compute_is_member"));
  m.field("public", selection("Privacy", {{"public", "Everyone"},
                                          {"private", "Invited people only"},
                                          {"groups", "Selected group of users"}})
                        .required()
                        .by_default("groups")
                        .help("This group is visible by non members. Invisible groups can add "
                              "members through the invite button."));
  m.field("group_public_id",
          many2one("Authorized Group", "res.groups").by_default_method("_default_group_public_id"));
  m.field(
      "group_ids",
      many2many("Auto Subscription", "res.groups")
          .help(
              "Members of those groups will automatically added as followers. Note that they will "
              "be able to manage their subscription manually if necessary."));
  m.field("image_128", image("Image").by_default_method("_get_default_image").max_size(128, 128));
  m.field(
      "is_subscribed",
      boolean("Is Subscribed").compute("_compute_is_subscribed").depends({"channel_partner_ids"}));
  m.field("moderation", boolean("Moderate this channel"));
  m.field("moderator_ids",
          many2many("Moderators", "res.users")
              .relation("mail_channel_moderator_rel", "mail_channel_id", "res_users_id"));
  m.field("is_moderator", boolean("Moderator")
                              .compute("_compute_is_moderator")
                              .depends({"moderator_ids"})
                              .help("Current user is a moderator of the channel"));
  m.field("moderation_ids",
          one2many("Moderated Emails", "mail.moderation", "channel_id").groups("base.group_user"));
  m.field("moderation_count", integer("Moderated emails count")
                                  .compute("_compute_moderation_count")
                                  .depends({"moderation_ids"})
                                  .groups("base.group_user"));
  m.field("moderation_notify", boolean("Automatic notification")
                                   .help("People receive an automatic notification about their "
                                         "message being waiting for moderation."));
  m.field("moderation_notify_msg", text("Notification message"));
  m.field(
      "moderation_guidelines",
      boolean("Send guidelines to new subscribers")
          .help("Newcomers on this moderated channel will automatically receive the guidelines."));
  m.field("moderation_guidelines_msg", text("Guidelines"));
  define_mail_channel_records(m);
  define_mail_channel_info(m);
  define_mail_channel_members(m);
  define_mail_channel_state(m);
  define_mail_channel_posting(m);
  define_mail_channel_email(m);
  define_mail_channel_moderation(m);
  define_mail_channel_commands(m);
  define_mail_channel_onchange(m);
}

}  // namespace chatterd
