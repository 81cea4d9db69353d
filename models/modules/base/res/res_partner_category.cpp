// res.partner.category: Partner Tags.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/modules/base/res/record_names.hpp"

namespace chatterd {

void define_res_partner_category(Registry& registry) {
  Model& m = registry.define("res.partner.category", "base", "Partner Tags");
  m.order("name");
  m.parent_store();
  m.field("name", char_("Tag Name").required().translate());
  m.field("color", integer("Color Index"));
  m.field("parent_id",
          many2one("Parent Category", "res.partner.category").index().ondelete("cascade"));
  m.field("child_ids", one2many("Child Tags", "res.partner.category", "parent_id"));
  m.field("active", boolean().by_default(true).help(
                        "The active field allows you to hide the category without removing it."));
  m.field("parent_path", char_().index());
  m.field("partner_ids",
          many2many("Partners", "res.partner").relation("", "category_id", "partner_id"));
  define_partner_category_names(m);
}

}  // namespace chatterd
