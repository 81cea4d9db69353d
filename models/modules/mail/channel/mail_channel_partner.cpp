// mail.channel.partner: Listeners of a Channel.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void define_mail_channel_partner(Registry& registry) {
  Model& m = registry.define("mail.channel.partner", "mail", "Listeners of a Channel");
  m.rec_name("partner_id");
  m.field("custom_channel_name", char_("Custom channel name"));
  m.field("partner_id", many2one("Recipient", "res.partner").ondelete("cascade"));
  m.field("partner_email", char_("Email").related("partner_id.email").readonly(false));
  m.field("channel_id", many2one("Channel", "mail.channel").ondelete("cascade"));
  m.field("fetched_message_id", many2one("Last Fetched", "mail.message"));
  m.field("seen_message_id", many2one("Last Seen", "mail.message"));
  m.field("fold_state", selection("Conversation Fold State",
                                  {{"open", "Open"}, {"folded", "Folded"}, {"closed", "Closed"}})
                            .by_default("open"));
  m.field("is_minimized", boolean("Conversation is minimized"));
  m.field("is_pinned", boolean("Is pinned on the interface").by_default(true));
}

}  // namespace chatterd
