// ir.model.fields: Fields.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/modules/base/ir/ir_model.hpp"
#include "models/modules/base/res/record_names.hpp"

namespace chatterd {
namespace {

// The choices as Python writes a list of pairs; "[]" for fields without.
Value compute_selection(const Records& fields, const Args&) {
  for (const Records& field : fields.each()) {
    if (field.get("ttype") != "selection" && field.get("ttype") != "reference") {
      field.assign("selection", false);
      continue;
    }
    std::string text;
    for (const Records& choice : field.rel("selection_ids").each())
      text += (text.empty() ? "(" : ", (") + python_repr(choice.get("value")) + ", " +
              python_repr(choice.get("name")) + ")";
    field.assign("selection", "[" + text + "]");
  }
  return nullptr;
}

// Models are what the modules declare: chatterd has none that were made by hand.
Value refuse(const Records& fields, const Args&) {
  throw UserError(fields.env().translate(
      "Properties of base fields cannot be altered in this manner! Please modify them through "
      "Python code, preferably through a custom addon!"));
}

Value compute_relation_field(const Records& fields, const Args&) {
  for (const Records& field : fields.each()) {
    Records found = fields.browse({});
    if (field.get("state") == "manual" && field.is("relation_field"))
      found = fields.search(Value::array({term("model", "=", field.get("relation")),
                                          term("name", "=", field.get("relation_field"))}));
    field.assign("relation_field_id", found.empty() ? Value(false) : Value(found.id()));
  }
  return nullptr;
}

// Follows the path of a related field made by hand to its last field.
Value compute_related_field(const Records& fields, const Args&) {
  for (const Records& field : fields.each()) {
    Records found = fields.browse({});
    std::string model = field.text("model");
    if (field.get("state") == "manual" && field.is("related"))
      for (const std::string& step : split_path(field.text("related"))) {
        found = fields.search(Value::array({term("model", "=", model), term("name", "=", step)}));
        model = found.text("relation");
      }
    field.assign("related_field_id", found.empty() ? Value(false) : Value(found.id()));
  }
  return nullptr;
}

}  // namespace

void define_ir_model_fields(Registry& registry) {
  Model& m = registry.define("ir.model.fields", "base", "Fields");
  m.order("name");
  m.rec_name("field_description");
  m.sql_constraint("name_unique", "UNIQUE(model, name)", "Field names must be unique per model.");
  m.sql_constraint("size_gt_zero", "CHECK (size>=0)", "Size of the field cannot be negative.");
  m.field("name", char_("Field Name").required().index().by_default("x_"));
  m.field("complete_name", char_().index());
  m.field("model", char_("Object Name")
                       .required()
                       .index()
                       .help("The technical name of the model this field belongs to"));
  m.field("relation", char_("Object Relation")
                          .help("For relationship fields, the technical name of the target model"));
  m.field("relation_field", char_().help("For one2many fields, the field on the target model that "
                                         "implement the opposite many2one relationship"));
  m.field("relation_field_id", many2one("Relation field", "ir.model.fields")
                                   .compute("_compute_relation_field_id")
                                   .depends({"relation", "relation_field"})
                                   .stored()
                                   .ondelete("cascade"));
  m.field("model_id", many2one("Model", "ir.model")
                          .required()
                          .index()
                          .ondelete("cascade")
                          .help("The model this field belongs to"));
  m.field("field_description", char_("Field Label").required().translate().by_default(""));
  m.field("help", text("Field Help").translate());
  m.field("ttype", selection("Field Type", {{"binary", "binary"},
                                            {"boolean", "boolean"},
                                            {"char", "char"},
                                            {"date", "date"},
                                            {"datetime", "datetime"},
                                            {"float", "float"},
                                            {"html", "html"},
                                            {"integer", "integer"},
                                            {"many2many", "many2many"},
                                            {"many2one", "many2one"},
                                            {"many2one_reference", "many2one_reference"},
                                            {"monetary", "monetary"},
                                            {"one2many", "one2many"},
                                            {"reference", "reference"},
                                            {"selection", "selection"},
                                            {"text", "text"}})
                       .required());
  m.field("selection", char_("Selection Options (Deprecated)")
                           .compute("_compute_selection")
                           .depends({"selection_ids"})
                           .inverse("_inverse_selection"));
  m.field("selection_ids",
          one2many("Selection Options", "ir.model.fields.selection", "field_id").copy(true));
  m.field("copied",
          boolean("Copied").help("Whether the value is copied when duplicating a record."));
  m.field("related", char_("Related Field")
                         .help("The corresponding related field, if any. This must be a "
                               "dot-separated list of field names."));
  m.field("related_field_id", many2one("Related field", "ir.model.fields")
                                  .compute("_compute_related_field_id")
                                  .depends({"related"})
                                  .stored()
                                  .ondelete("cascade"));
  m.field("required", boolean());
  m.field("readonly", boolean());
  m.field("index", boolean("Indexed"));
  m.field("translate", boolean("Translatable")
                           .help("Whether values for this field can be translated (enables the "
                                 "translation mechanism for that field)"));
  m.field("size", integer());
  m.field("state", selection("Type", {{"manual", "Custom Field"}, {"base", "Base Field"}})
                       .required()
                       .readonly()
                       .index()
                       .by_default("manual"));
  m.field("on_delete",
          selection("On Delete",
                    {{"cascade", "Cascade"}, {"set null", "Set NULL"}, {"restrict", "Restrict"}})
              .by_default("set null")
              .help("On delete property for many2one fields"));
  m.field(
      "domain",
      char_().by_default("[]").help(
          "The optional domain to restrict possible values for relationship fields, specified as a "
          "Python expression defining a list of triplets. For example: [('color','=','red')]"));
  m.field(
      "groups",
      many2many("", "res.groups").relation("ir_model_fields_group_rel", "field_id", "group_id"));
  m.field("selectable", boolean().by_default(true));
  m.field("modules", char_("In Apps")
                         .compute("_in_modules")
                         .help("List of modules in which the field is defined"));
  m.field("relation_table",
          char_().help("Used for custom many2many fields to define a custom relation table name"));
  m.field("column1", char_("Column 1").help("Column referring to the record in the model table"));
  m.field("column2", char_("Column 2").help("Column referring to the record in the comodel table"));
  m.field("compute",
          text().help(
              "Code to compute the value of the field.\nIterate on the recordset 'self' and assign "
              "the field's value:\n\n    for record in self:\n        record['size'] = "
              "len(record.name)\n\nModules time, datetime, dateutil are available."));
  m.field(
      "depends",
      char_("Dependencies")
          .help(
              "Dependencies of compute method; a list of comma-separated field names, like\n\n    "
              "name, partner_id.name"));
  m.field("store",
          boolean("Stored").by_default(true).help("Whether the value is stored in the database."));
  define_ir_model_fields_methods(m);
  m.method("_compute_selection", On::multi, {}, compute_selection);
  m.method("_inverse_selection", On::multi, {}, refuse);
  m.method("_compute_relation_field_id", On::multi, {}, compute_relation_field);
  m.method("_compute_related_field_id", On::multi, {}, compute_related_field);
  define_model_field_names(m);
}

}  // namespace chatterd
