// ir.config_parameter: System Parameter.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/modules/base/res/settings.hpp"

namespace chatterd {

void define_ir_config_parameter(Registry& registry) {
  Model& m = registry.define("ir.config_parameter", "base", "System Parameter");
  m.order("key");
  m.rec_name("key");
  m.sql_constraint("key_uniq", "unique (key)", "Key must be unique.");
  m.field("key", char_().required().index());
  m.field("value", text().required());
  define_ir_config_parameter_methods(m);
}

}  // namespace chatterd
