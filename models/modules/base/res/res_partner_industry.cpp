// res.partner.industry: Industry.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void define_res_partner_industry(Registry& registry) {
  Model& m = registry.define("res.partner.industry", "base", "Industry");
  m.order("name");
  m.field("name", char_("Name").translate());
  m.field("full_name", char_("Full Name").translate());
  m.field("active", boolean("Active").by_default(true));
}

}  // namespace chatterd
