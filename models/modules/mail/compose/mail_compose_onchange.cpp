// mail.compose.message: onchange, which the web client's form calls when it opens and when a
// template is chosen.
#include "models/engine/orm/methods/onchange.hpp"
#include "models/modules/mail/compose/mail_compose_message.hpp"

namespace chatterd {
namespace {

Value onchange(const Records& self, const Args& args) {
  const Model& model = self.model();
  const Value &values = args["values"], &spec = args["field_onchange"];
  Value names = args["field_name"].is_array() ? args["field_name"] : Value::array();
  if (args["field_name"].is_string() && truthy(args["field_name"]))
    names.push_back(args["field_name"]);
  for (const Value& name : names)
    if (model.find_field(to_text(name)) == nullptr) return Value::object();
  // without names, all of the form's fields are looked at
  const bool asked =
      names.empty() || std::find(names.begin(), names.end(), "template_id") != names.end();
  if (!asked || !spec.contains("template_id") || !truthy(spec["template_id"]))
    return {{"value", Value::object()}};
  const auto given = [&](const char* name) {
    return values.contains(name) ? values[name] : Value(false);
  };
  const Value found = self.call("onchange_template_id",
                                Value::array({given("template_id"), given("composition_mode"),
                                              given("model"), given("res_id")}))["value"];
  Value changed = Value::object();
  for (const auto& [name, value] : found.items()) {
    if (!spec.contains(name)) continue;
    const Field& field = model.field_of(name);
    if (held_value(field, value) != held_value(field, given(name.c_str())))
      changed[name] = shown_value(self.env(), field, value);
  }
  return {{"value", changed}};
}

}  // namespace

void define_mail_compose_onchange(Model& m) {
  // values: of the form; field_name: one, a list, or false; field_onchange: {field: "1" where it
  // has an onchange} → {"value": what changes}
  m.method("onchange", On::multi, {"values", "field_name", "field_onchange"}, onchange);
}

}  // namespace chatterd
