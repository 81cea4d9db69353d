// ir.property: Company Property.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void define_ir_property(Registry& registry) {
  Model& m = registry.define("ir.property", "base", "Company Property");
  m.field("name", char_().index());
  m.field("res_id",
          char_("Resource").index().help("If not set, acts as a default value for new resources"));
  m.field("company_id", many2one("Company", "res.company").index());
  m.field("fields_id", many2one("Field", "ir.model.fields").required().index().ondelete("cascade"));
  m.field("value_float", float_());
  m.field("value_integer", integer());
  m.field("value_text", text());
  m.field("value_binary", binary().attachment(false));
  m.field("value_reference", char_());
  m.field("value_datetime", datetime());
  m.field("type", selection("", {{"char", "Char"},
                                 {"float", "Float"},
                                 {"boolean", "Boolean"},
                                 {"integer", "Integer"},
                                 {"text", "Text"},
                                 {"binary", "Binary"},
                                 {"many2one", "Many2One"},
                                 {"date", "Date"},
                                 {"datetime", "DateTime"},
                                 {"selection", "Selection"}})
                      .required()
                      .index()
                      .by_default("many2one"));
}

}  // namespace chatterd
