// res.partner.title: Partner Title.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void define_res_partner_title(Registry& registry) {
  Model& m = registry.define("res.partner.title", "base", "Partner Title");
  m.order("name");
  m.field("name", char_("Title").required().translate());
  m.field("shortcut", char_("Abbreviation").translate());
}

}  // namespace chatterd
