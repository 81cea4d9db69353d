// ir.module.category: Application.
#include "models/orm/model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void define_ir_module_category(Registry& registry) {
  Model& m = registry.define("ir.module.category", "base", "Application");
  m.order("name");
  m.field("name", char_("Name").required().index().translate());
  m.field("parent_id", many2one("Parent Application", "ir.module.category").index());
  m.field("child_ids", one2many("Child Applications", "ir.module.category", "parent_id"));
  m.field("module_nr", integer("Number of Apps").compute("_compute_module_nr").depends({"module_ids"}));
  m.field("module_ids", one2many("Modules", "ir.module.module", "category_id"));
  m.field("description", text("Description").translate());
  m.field("sequence", integer("Sequence"));
  m.field("visible", boolean("Visible").by_default(true));
  m.field("exclusive", boolean("Exclusive"));
  m.field("xml_id", char_("External ID").compute("_compute_xml_id"));
}

}  // namespace chatterd
