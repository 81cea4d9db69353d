// ir.default: Default Values.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/modules/base/res/settings.hpp"

namespace chatterd {

void define_ir_default(Registry& registry) {
  Model& m = registry.define("ir.default", "base", "Default Values");
  m.rec_name("field_id");
  m.field("field_id", many2one("Field", "ir.model.fields").required().index().ondelete("cascade"));
  m.field("user_id", many2one("User", "res.users")
                         .index()
                         .ondelete("cascade")
                         .help("If set, action binding only applies for this user."));
  m.field("company_id", many2one("Company", "res.company")
                            .index()
                            .ondelete("cascade")
                            .help("If set, action binding only applies for this company"));
  m.field("condition", char_("Condition").help("If set, applies the default upon condition."));
  m.field("json_value", char_("Default Value (JSON format)").required());
  define_ir_default_methods(m);
}

}  // namespace chatterd
