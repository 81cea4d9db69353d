// What the module mail adds to ir.model.fields.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void extend_ir_model_fields_mail(Registry& registry) {
  Model& m = registry.extend("ir.model.fields", "mail");
  m.field("tracking", integer("Enable Ordered Tracking")
                          .help("If set every modification done to this field is tracked in the "
                                "chatter. Value is used to order tracking values."));
}

}  // namespace chatterd
