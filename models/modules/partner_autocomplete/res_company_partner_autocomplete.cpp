// What the module partner_autocomplete adds to res.company.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void extend_res_company_partner_autocomplete(Registry& registry) {
  Model& m = registry.extend("res.company", "partner_autocomplete");
  m.field("partner_gid", integer("Company database ID")
                             .related("partner_id.partner_gid")
                             .inverse("_inverse_partner_gid")
                             .readonly()
                             .stored());
}

}  // namespace chatterd
