// What the module mail adds to res.users.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/modules/mail/res_partner.hpp"

namespace chatterd {

void extend_res_users_mail(Registry& registry) {
  Model& m = registry.extend("res.users", "mail");
  m.field(
      "alias_id",
      many2one("Alias", "mail.alias")
          .copy(false)
          .ondelete("set null")
          .auto_join()
          .help(
              "Email address internally associated with this user. Incoming emails will appear in "
              "the user's notifications."));
  m.field("alias_contact",
          selection("Alias Contact Security").related("alias_id.alias_contact").readonly(false));
  m.field("notification_type",
          selection("Notification", {{"email", "Handle by Emails"}, {"inbox", "Handle in Odoo"}})
              .required()
              .by_default("email")
              .help("Policy on how to handle Chatter notifications:\n- Handle by Emails: "
                    "notifications are sent to your email address\n- Handle in Odoo: notifications "
                    "appear in your Odoo Inbox"));
  m.field("is_moderator", boolean("Is moderator")
                              .compute("_compute_is_moderator")
                              .depends({"moderation_channel_ids.moderation",
                                        "moderation_channel_ids.moderator_ids"}));
  m.field("moderation_counter", integer("Moderation count").compute("_compute_moderation_counter"));
  m.field("moderation_channel_ids",
          many2many("Moderated channels", "mail.channel")
              .relation("mail_channel_moderator_rel", "res_users_id", "mail_channel_id"));
  m.field("out_of_office_message", char_("Chat Status"));
  define_mail_res_users_methods(m);
}

}  // namespace chatterd
