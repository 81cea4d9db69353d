// ir.rule: Record Rule.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/modules/base/ir/ir_model.hpp"

namespace chatterd {

void define_ir_rule(Registry& registry) {
  Model& m = registry.define("ir.rule", "base", "Record Rule");
  m.order("model_id DESC,id");
  m.sql_constraint(
      "no_access_rights",
      "CHECK (perm_read!=False or perm_write!=False or perm_create!=False or perm_unlink!=False)",
      "Rule must have at least one checked access right !");
  m.field("name", char_().index());
  m.field("active", boolean().by_default(true).help(
                        "If you uncheck the active field, it will disable the record rule without "
                        "deleting it (if you delete a native record rule, it may be re-created "
                        "when you reload the module)."));
  m.field("model_id", many2one("Object", "ir.model").required().index().ondelete("cascade"));
  m.field("groups",
          many2many("", "res.groups").relation("rule_group_rel", "rule_group_id", "group_id"));
  m.field("domain_force", text("Domain"));
  m.field("perm_read", boolean("Apply for Read").by_default(true));
  m.field("perm_write", boolean("Apply for Write").by_default(true));
  m.field("perm_create", boolean("Apply for Create").by_default(true));
  m.field("perm_unlink", boolean("Apply for Delete").by_default(true));
  m.field("global",
          boolean()
              .compute("_compute_global")
              .depends({"groups"})
              .stored()
              .help("If no group is specified the rule is global and applied to everyone"));
  define_ir_rule_methods(m);
}

}  // namespace chatterd
