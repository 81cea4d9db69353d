// What the module mail adds to res.groups.
#include "models/engine/orm/registry.hpp"
#include "models/modules/mail/res_partner.hpp"

namespace chatterd {

void extend_res_groups_mail(Registry& registry) {
  Model& m = registry.extend("res.groups", "mail");
  define_mail_res_groups_methods(m);
}

}  // namespace chatterd
