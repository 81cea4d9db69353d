// What the module mail adds to res.partner.
#include "models/modules/mail/res_partner.hpp"

#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void extend_res_partner_mail(Registry& registry) {
  Model& m = registry.extend("res.partner", "mail");
  m.inherit({"mail.activity.mixin", "mail.thread.blacklist"});
  m.field("channel_ids", many2many("Channels", "mail.channel")
                             .relation("mail_channel_partner", "partner_id", "channel_id")
                             .copy(false));
  m.field("user_id", many2one("", "res.users").tracking());
  define_mail_res_partner_methods(m);
}

}  // namespace chatterd
