// res.country.group: Country Group.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void define_res_country_group(Registry& registry) {
  Model& m = registry.define("res.country.group", "base", "Country Group");
  m.field("name", char_().required().translate());
  m.field("country_ids", many2many("Countries", "res.country")
                             .relation("res_country_res_country_group_rel", "res_country_group_id",
                                       "res_country_id"));
}

}  // namespace chatterd
