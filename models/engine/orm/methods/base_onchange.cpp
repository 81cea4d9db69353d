// The generic onchange: which methods are asked, and what the form is told.
#include "models/engine/html/html.hpp"
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/methods/base_model.hpp"
#include "models/engine/orm/methods/form_record.hpp"
#include "models/engine/orm/methods/onchange.hpp"
#include "models/engine/orm/values/convert.hpp"

namespace chatterd {
namespace onchange {
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
    } else if (command[0] == 1 || command[0] == 4) {
      ids.push_back(to_id(command[1]));
    } else if (command[0] == 5) {
      ids.clear();
    } else if (command[0] == 2 || command[0] == 3) {
      std::erase(ids, to_id(command[1]));
    }
  }
  return unique(ids);
}

Value warning_of(const Value& warnings) {
  if (warnings.size() == 1) return warnings[0];
  std::string message;
  for (const Value& warning : warnings)
    message += (message.empty() ? "" : "\n\n") + to_text(warning["title"]) + "\n\n" +
               to_text(warning["message"]);
  return {{"title", "Warnings"}, {"message", message}, {"type", "dialog"}};
}

// values: of the form; field_name: one, a list in the order of the view, or false when it opens;
// field_onchange: {field: "1" where it has an onchange} → {"value": what changes, "warning": …}
Value onchange(const Records& self, const Args& args) {
  const Model& model = self.model();
  const Env& env = self.env();
  const Value &given = args["values"], &spec = args["field_onchange"];
  std::vector<std::string> todo;
  if (args["field_name"].is_array())
    for (const Value& name : args["field_name"]) todo.push_back(to_text(name));
  else if (truthy(args["field_name"]))
    todo.push_back(to_text(args["field_name"]));
  for (const std::string& name : todo)
    if (model.find_field(name) == nullptr) return Value::object();
  if (!given.is_object() || !spec.is_object())
    throw TypeError("onchange() wants the values of a form and the fields that it has");
  std::vector<const Field*> shown;
  for (const Field* field : model.fields())
    if (spec.contains(field->name)) shown.push_back(field);
  Value values = Value::object();
  if (self.size() > 1) self.ensure_one();
  for (const auto& [name, value] : given.items())
    if (const Field* field = model.find_field(name))
      values[name] = field->type == FieldType::selection ? to_record(env, *field, value)
                                                         : held_value(*field, value);
  FormRecord form(self);
  for (const auto& [name, value] : values.items()) form.set(name, value);
  // What the form does not say is what it was before the change, with nothing in what is changed;
  // so Odoo has it.
  for (const std::string& name : todo) {
    const Field& field = *model.find_field(name);
    if (values.contains(name))
      form.set(name, held_value(field, field.numeric() ? Value(0) : Value()));
  }
  for (const Field* field : shown) {
    if (values.contains(field->name)) continue;
    std::optional<Value> value;
    if (field->computed() && !field->binary() && !field->inherited) value = form.computed(*field);
    values[field->name] = value ? *value : form_value(self, given, field->name);
    form.set(field->name, values[field->name]);
  }
  for (const std::string& name : todo)
    if (values.contains(name)) form.set(name, values[name]);
  const Value before = values;
  if (todo.empty())
    for (const Field* field : shown) todo.push_back(field->name);
  const auto compute_after = [&](const std::set<std::string>& changed) {
    const std::vector<const Field*> fields = form.dependents(changed);
    // twice: a method may read a field of these that it does not say it depends on
    for (std::size_t round = 0; round < std::min<std::size_t>(fields.size(), 2); ++round)
      for (const Field* field : fields)
        if (const auto value = form.computed(*field); value && spec.contains(field->name))
          values[field->name] = *value;
  };
  compute_after({todo.begin(), todo.end()});

  Value warnings = Value::array();
  std::set<std::string> done;
  while (!todo.empty()) {
    for (const std::string& name : todo) {
      done.insert(name);
      const std::string method = "_onchange_" + name;
      if (!spec.contains(name) || !truthy(spec[name]) || model.find_method(method) == nullptr)
        continue;
      const Value answer = self.call(method, Value::array({values}));
      if (!answer.is_object()) continue;
      if (answer.contains("value")) {
        std::set<std::string> assigned;
        for (const auto& [changed, value] : answer["value"].items())
          if (const Field* field = model.find_field(changed)) {
            values[changed] = held_value(*field, value);
            form.set(changed, values[changed]);
            assigned.insert(changed);
          }
        compute_after(assigned);
      }
      if (answer.contains("warning")) {
        Value warning = answer["warning"];
        warning["type"] = "dialog";
        warnings.push_back(std::move(warning));
      }
    }
    todo.clear();
    for (const Field* field : shown)
      if (!done.contains(field->name) && values[field->name] != before[field->name])
        todo.push_back(field->name);
  }

  Value changed = Value::object();
  for (const Field* field : shown)
    if (values[field->name] != before[field->name])
      changed[field->name] = shown_value(env, *field, values[field->name]);
  Value out = {{"value", std::move(changed)}};
  if (!warnings.empty()) out["warning"] = warning_of(warnings);
  return out;
}

}  // namespace
}  // namespace onchange

Value held_value(const Field& field, const Value& value) {
  if (field.x2many()) {
    Ids ids = onchange::command_ids(value);
    std::sort(ids.begin(), ids.end());
    return ids;
  }
  if (field.type == FieldType::many2one) return to_id(value);
  if (field.type == FieldType::html && value.is_string())
    return html::sanitize(value.get_ref<const std::string&>(), {.sanitize_style = true});
  return value.is_null() ? Value(false) : value;
}

Value shown_value(const Env& env, const Field& field, const Value& value) {
  if (field.x2many()) {
    Value commands = Value::array({Value::array({5})});
    for (const Id id : onchange::command_ids(value)) commands.push_back(command::link(id));
    return commands;
  }
  if (field.type == FieldType::many2one) {
    if (!truthy(value)) return false;
    return env.sudo().browse(field.comodel, {to_id(value)}).name_get()[0];
  }
  return held_value(field, value);
}

Value form_value(const Records& self, const Value& values, const std::string& name) {
  const Field& field = self.model().field_of(name);
  if (values.contains(name)) return held_value(field, values[name]);
  if (!self.empty()) return held_value(field, self.get(name));
  const Value defaults = self.call("default_get", Value::array({Value::array({name})}));
  return held_value(field, defaults.contains(name) ? defaults[name] : Value(false));
}

void define_base_onchange(Model& base) {
  base.method("onchange", On::multi, {"values", "field_name", "field_onchange"},
              onchange::onchange);
}

}  // namespace chatterd
