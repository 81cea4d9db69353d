// ir.model.access: Model Access.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/modules/base/ir/ir_model.hpp"

namespace chatterd {

void define_ir_model_access(Registry& registry) {
  Model& m = registry.define("ir.model.access", "base", "Model Access");
  m.order("model_id,group_id,name,id");
  m.field("name", char_().required().index());
  m.field("active",
          boolean().by_default(true).help(
              "If you uncheck the active field, it will disable the ACL without deleting it (if "
              "you delete a native ACL, it will be re-created when you reload the module)."));
  m.field("model_id", many2one("Object", "ir.model")
                          .required()
                          .index()
                          .ondelete("cascade")
                          .domain("[('transient', '=', False)]"));
  m.field("group_id", many2one("Group", "res.groups").index().ondelete("cascade"));
  m.field("perm_read", boolean("Read Access"));
  m.field("perm_write", boolean("Write Access"));
  m.field("perm_create", boolean("Create Access"));
  m.field("perm_unlink", boolean("Delete Access"));
  define_ir_model_access_methods(m);
}

}  // namespace chatterd
