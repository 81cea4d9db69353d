// ir.model: Models.
#include "models/modules/base/ir/ir_model.hpp"

#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/modules/base/res/record_names.hpp"

namespace chatterd {
namespace {

Value default_fields(const Records& self, const Args&) {
  if (self.env().flag("install_mode")) return Value::array();
  return Value::array({Value::array(
      {0,
       0,
       {{"name", "x_name"}, {"field_description", "Name"}, {"ttype", "char"}, {"copied", true}}})});
}

}  // namespace

void define_ir_model(Registry& registry) {
  Model& m = registry.define("ir.model", "base", "Models");
  m.order("model");
  m.sql_constraint("obj_name_uniq", "unique (model)", "Each model must be unique!");
  m.field("name", char_("Model Description").required().translate());
  m.field("model", char_().required().index().by_default("x_"));
  m.field("info", text("Information"));
  m.field("field_id", one2many("Fields", "ir.model.fields", "model_id")
                          .required()
                          .copy(true)
                          .by_default_method("_default_field_id"));
  m.field("inherited_model_ids", many2many("Inherited models", "ir.model")
                                     .compute("_inherited_models")
                                     .help("The list of models that extends the current model."));
  m.field("state", selection("Type", {{"manual", "Custom Object"}, {"base", "Base Object"}})
                       .readonly()
                       .by_default("manual"));
  m.field("access_ids", one2many("Access", "ir.model.access", "model_id"));
  m.field("rule_ids", one2many("Record Rules", "ir.rule", "model_id"));
  m.field("transient", boolean("Transient Model"));
  m.field("modules", char_("In Apps")
                         .compute("_in_modules")
                         .help("List of modules in which the object is defined or inherited"));
  m.field("view_ids", one2many("Views", "ir.ui.view", "").compute("_view_ids"));
  m.field("count", integer("Count (Incl. Archived)")
                       .compute("_compute_count")
                       .help("Total number of records in this model"));
  define_ir_model_methods(m);
  m.method("_default_field_id", On::model, {}, default_fields);
  define_model_names(m);
}

}  // namespace chatterd
