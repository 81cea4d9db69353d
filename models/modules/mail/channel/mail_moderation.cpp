// mail.moderation: Channel black/white list.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void define_mail_moderation(Registry& registry) {
  Model& m = registry.define("mail.moderation", "mail", "Channel black/white list");
  m.sql_constraint("channel_email_uniq", "unique (email,channel_id)",
                   "The email address must be unique per channel !");
  m.field("email", char_("Email").required().index());
  m.field("status",
          selection("Status", {{"allow", "Always Allow"}, {"ban", "Permanent Ban"}}).required());
  m.field("channel_id", many2one("Channel", "mail.channel").required().index());
}

}  // namespace chatterd
