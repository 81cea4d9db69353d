// mail.compose.message: onchange, which the web client's form calls when it opens and when a
// template is chosen.
#include "models/engine/html/html.hpp"
#include "models/modules/mail/compose/mail_compose_message.hpp"

namespace chatterd {
namespace {

// The ids that commands of a form leave of an empty list.
Ids command_ids(const Value& commands) {
  Ids ids;
  if (!commands.is_array()) return ids;
  for (const Value& command : commands) {
    if (!command.is_array()) {
      ids.push_back(to_id(command));
    } else if (command[0] == 6) {
      ids = to_ids(command[2]);
    } else if (command[0] == 4) {
      ids.push_back(to_id(command[1]));
    } else if (command[0] == 5) {
      ids.clear();
    } else if (command[0] == 2 || command[0] == 3) {
      std::erase(ids, to_id(command[1]));
    }
  }
  return unique(ids);
}

// A value as the record that is being made would hold it.
Value held(const Field& field, const Value& value) {
  if (field.x2many()) {
    Ids ids = command_ids(value);
    std::sort(ids.begin(), ids.end());
    return ids;
  }
  if (field.type == FieldType::many2one) return to_id(value);
  if (field.type == FieldType::html && value.is_string())
    return html::sanitize(value.get_ref<const std::string&>(), {.sanitize_style = true});
  return value.is_null() ? Value(false) : value;
}

// A value as the form gets it.
Value shown(const Env& env, const Field& field, const Value& value) {
  if (field.x2many()) {
    Value commands = Value::array({Value::array({5})});
    for (const Id id : command_ids(value)) commands.push_back(Value::array({4, id}));
    return commands;
  }
  if (field.type == FieldType::many2one) {
    if (!truthy(value)) return false;
    return env.sudo().browse(field.comodel, {to_id(value)}).name_get()[0];
  }
  return held(field, value);
}

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
    if (held(field, value) != held(field, given(name.c_str())))
      changed[name] = shown(self.env(), field, value);
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
