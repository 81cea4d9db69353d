// What the module partner_autocomplete adds to res.partner.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void extend_res_partner_partner_autocomplete(Registry& registry) {
  Model& m = registry.extend("res.partner", "partner_autocomplete");
  m.field("partner_gid", integer("Company database ID"));
  m.field("additional_info", char_("Additional info"));
}

}  // namespace chatterd
