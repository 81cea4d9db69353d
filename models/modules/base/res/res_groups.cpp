// res.groups: Access Groups.
#include "models/modules/base/res/res_groups.hpp"

#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void define_res_groups(Registry& registry) {
  Model& m = registry.define("res.groups", "base", "Access Groups");
  m.order("name");
  m.rec_name("full_name");
  m.sql_constraint("name_uniq", "unique (category_id, name)",
                   "The name of the group must be unique within an application!");
  m.field("name", char_().required().translate());
  m.field("users", many2many("", "res.users").relation("res_groups_users_rel", "gid", "uid"));
  m.field("model_access", one2many("Access Controls", "ir.model.access", "group_id").copy(true));
  m.field("rule_groups", many2many("Rules", "ir.rule")
                             .relation("rule_group_rel", "group_id", "rule_group_id")
                             .domain("[('global', '=', False)]"));
  m.field(
      "menu_access",
      many2many("Access Menu", "ir.ui.menu").relation("ir_ui_menu_group_rel", "gid", "menu_id"));
  m.field("view_access",
          many2many("Views", "ir.ui.view").relation("ir_ui_view_group_rel", "group_id", "view_id"));
  m.field("comment", text().translate());
  m.field("category_id", many2one("Application", "ir.module.category").index());
  m.field("color", integer("Color Index"));
  m.field("full_name", char_("Group Name")
                           .compute("_compute_full_name")
                           .depends({"category_id.name", "name"})
                           .search("_search_full_name"));
  m.field("share",
          boolean("Share Group")
              .help("Group created to set access rights for sharing data with some users."));
  define_res_groups_methods(m);
}

}  // namespace chatterd
