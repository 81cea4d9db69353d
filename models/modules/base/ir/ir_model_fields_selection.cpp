// ir.model.fields.selection: Fields Selection.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void define_ir_model_fields_selection(Registry& registry) {
  Model& m = registry.define("ir.model.fields.selection", "base", "Fields Selection");
  m.order("sequence, id");
  m.sql_constraint("selection_field_uniq", "unique(field_id, value)",
                   "Selections values must be unique per field");
  m.field("field_id", many2one("", "ir.model.fields")
                          .required()
                          .index()
                          .ondelete("cascade")
                          .domain("[('ttype', 'in', ['selection', 'reference'])]"));
  m.field("value", char_().required());
  m.field("name", char_().required().translate());
  m.field("sequence", integer().by_default(1000));
}

}  // namespace chatterd
