// mail.alias.mixin: Email Aliases Mixin.
#include "models/orm/model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void define_mail_alias_mixin(Registry& registry) {
  Model& m = registry.define("mail.alias.mixin", "mail", "Email Aliases Mixin");
  m.inherits("alias_id", "mail.alias");
  m.abstract();
  m.field("alias_id", many2one("Alias", "mail.alias").required().ondelete("restrict"));
}

}  // namespace chatterd
