// Generic methods of every model: read, names, defaults (BaseModel in odoo/models.py).
#include "models/engine/orm/methods/base_model.hpp"

#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/fetch.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/engine/orm/values/convert.hpp"
#include "models/engine/views/fields_view.hpp"

namespace chatterd {
namespace {

// [id, name] of a many2one, with the name read as superuser; false when the record is gone.
Value to_read(const Records& record, const Field& field, bool with_names) {
  const Value value = record.get(field.name);
  if (field.type != FieldType::many2one || !with_names || value == false) return value;
  try {
    const Records target = record.rel(field.name).sudo();
    return Value::array({target.id(), target.get("display_name")});
  } catch (const MissingError&) {
    return false;
  }
}

// The names that Python finds in what is given as their list: of a dict, its keys.
std::vector<std::string> listed_names(const Value& list) {
  std::vector<std::string> names;
  if (list.is_object())
    for (const auto& [name, value] : list.items()) names.push_back(name);
  else
    for (const Value& name : list) names.push_back(name.get<std::string>());
  return names;
}

Value base_read(const Records& records, const Args& args) {
  const Env& env = records.env();
  Value asked = args["fields"];
  if (truthy(asked) && asked.is_object()) asked = listed_names(asked);
  const Value names = records.call("check_field_access_rights", Value::array({"read", asked}));
  std::vector<const Field*> fields, stored;
  // a text is the list of its characters, none of which is a field
  const bool is_list = !names.is_string();
  for (const Value& name :
       is_list ? names : Value::array({names.get<std::string>().substr(0, 1)})) {
    const Field* field =
        name.is_string() ? records.model().find_field(name.get<std::string>()) : nullptr;
    if (field == nullptr)
      throw ValueError("Invalid field " + python_repr(name) + " on model " +
                       python_repr(records.model().name()));
    fields.push_back(field);
    if (field->store) {
      stored.push_back(field);
    } else {
      for (const std::string& dependency :
           field->related.empty() ? field->depends : std::vector{field->related[0]}) {
        const Field* base = records.model().find_field(dependency.substr(0, dependency.find('.')));
        if (base && base->column() && base->prefetch &&
            std::find(stored.begin(), stored.end(), base) == stored.end())
          stored.push_back(base);
      }
    }
  }
  fetch(records, stored);
  const bool with_names = args["load"] == "_classic_read";
  // a record that is gone is left out once a value of it is looked up
  const std::vector<Records> each = Records(env, records.model(), records.ids()).each();
  std::vector<Value> rows;
  for (const Records& record : each) rows.push_back({{"id", record.id()}});
  const Field& id_field = records.model().field_of("id");
  for (const Field* field : fields) {
    for (std::size_t i = 0; i < each.size(); ++i) {
      if (rows[i].is_null()) continue;
      try {
        if (field->store && field != &id_field && !env.cache().find(id_field, "", each[i].id()))
          rows[i] = nullptr;
        else
          rows[i][field->name] = to_read(each[i], *field, with_names);
      } catch (const MissingError&) {
        rows[i] = nullptr;
        // a value that is computed is so for all at once: with one record gone, none has it
        if (!field->store)
          while (++i < each.size()) rows[i] = nullptr;
      }
    }
  }
  std::erase(rows, Value());
  return rows;
}

// The name of what a record links to, as the caller may read it; or as it was told him already, by
// reading the link itself.
Value name_along(const Records& linked) {
  const Records told = linked.sudo();
  const Field& name = linked.model().field_of("display_name");
  const bool known =
      linked.env().cache().find(name, cache_key(told.env(), name), linked.id()) != nullptr;
  return (known ? told : linked).display_name();
}

Value base_name_get(const Records& records, const Args&) {
  const std::string& name = records.model().rec_name();
  Value out = Value::array();
  for (const Records& record : records.each()) {
    Value label;
    if (const Field* field = records.model().find_field(name)) {
      label = record.get(name);
      if (field->type == FieldType::many2one && truthy(label)) label = name_along(record.rel(name));
      if (!label.is_string()) label = python_repr(label);  // "False" for none
    } else {
      label = records.model().name() + "," + std::to_string(record.id());
    }
    out.push_back(Value::array({record.id(), label}));
  }
  return out;
}

Value base_compute_display_name(const Records& records, const Args&) {
  std::unordered_map<Id, Value> names;
  const Value pairs = records.name_get();
  for (const Value& pair : pairs) names[to_id(pair[0])] = pair[1];
  for (const Records& record : records.each())
    record.assign("display_name", names.contains(record.id()) ? names[record.id()] : Value(false));
  return nullptr;
}

Value base_compute_last_update(const Records& records, const Args&) {
  for (const Records& record : records.each()) {
    Value date = records.env().now();
    if (records.model().log_access()) {
      date = record.get("write_date");
      if (!truthy(date)) date = record.get("create_date");
      if (!truthy(date)) date = records.env().now();
    }
    record.assign("__last_update", date);
  }
  return nullptr;
}

// A default in the form that create() takes: commands for relations to many.
Value writable_default(const Env& env, const Field& field, const Value& value) {
  if (field.type == FieldType::many2one && value.is_string())
    return value;  // Odoo leaves it to create() to refuse
  if (field.type == FieldType::html && value.is_string())
    return value;  // cleaned when it is written
  if (field.type == FieldType::selection)
    return truthy(value) ? value : Value(false);  // compared with the selection when it is written
  if (!field.x2many()) return to_record(env, field, value);
  if (value.is_null() || value == false) return Value::array({command::set(Value::array())});
  if (!value.is_array()) return value;
  Ids ids;
  Value created = Value::array();
  for (const Value& item : value) {
    if (!item.is_array()) {
      ids.push_back(to_id(item));
      continue;
    }
    const Id number = to_id(item.at(0));
    if (number == 0) created.push_back(command::create(item.at(2)));
    if (number == 2 || number == 3) std::erase(ids, to_id(item.at(1)));
    if (number == 1 || number == 4) ids.push_back(to_id(item.at(1)));
    if (number == 5) ids.clear();
    if (number == 6) ids = to_ids(item.at(2));
  }
  Value commands = Value::array({command::set(unique(ids))});
  for (Value& line : created) commands.push_back(std::move(line));
  return commands;
}

Value base_default_get(const Records& self, const Args& args) {
  const Env& env = self.env();
  const Model& model = self.model();
  Value defaults = Value::object();
  std::map<std::string, Value> parent_fields;
  const Value user_defaults =
      env.registry().find("ir.default")
          ? env["ir.default"].call("get_model_defaults", Value::array({model.name()}))
          : Value::object();
  for (const std::string& name : listed_names(args["fields_list"])) {
    const Value from_context = env.context(("default_" + name).c_str());
    const Field* field = model.find_field(name);
    if (env.context().contains("default_" + name)) {
      defaults[name] = from_context;
    } else if (user_defaults.contains(name)) {
      defaults[name] = user_defaults[name];
    } else if (field && field->default_value) {
      defaults[name] = *field->default_value;
    } else if (field && !field->default_method.empty()) {
      defaults[name] = self.call(field->default_method);
    } else if (field && field->inherited) {
      for (const auto& [link, parent] : model.delegates())
        if (link == field->related[0]) parent_fields[parent].push_back(field->related[1]);
    }
  }
  for (auto& [name, value] : defaults.items())
    if (const Field* field = model.find_field(name)) value = writable_default(env, *field, value);
  for (const auto& [parent, names] : parent_fields) {
    const Value inherited = env[parent].call("default_get", Value::array({names}));
    for (const auto& [name, value] : inherited.items()) defaults[name] = value;
  }
  return defaults;
}

Value base_now(const Records& self, const Args&) { return self.env().now(); }

Value base_exists(const Records& records, const Args&) { return records.exists().ids(); }

Value base_toggle_active(const Records& records, const Args&) {
  for (const Records& record : records.each()) record.write({{"active", !record.is("active")}});
  return nullptr;
}

}  // namespace

void define_base(Registry& registry) {
  Model& base = registry.define("base", "base", "Base");
  base.abstract();
  base.method("read", On::multi, {{"fields", nullptr}, {"load", "_classic_read"}}, base_read);
  base.method("name_get", On::multi, {}, base_name_get);
  base.method("_compute_display_name", On::multi, {}, base_compute_display_name);
  base.method("_compute_last_update", On::multi, {}, base_compute_last_update);
  base.method("default_get", On::model, {"fields_list"}, base_default_get);
  base.method("_now", On::model, {}, base_now);  // default of date and time fields
  base.method("exists", On::multi, {}, base_exists);
  base.method("toggle_active", On::multi, {}, base_toggle_active);
  define_base_copy(base);
  define_base_create(base);
  define_base_write(base);
  define_base_search(base);
  define_base_access(base);
  define_base_web(base);
  define_base_actions(base);
  define_base_onchange(base);
  define_base_views(base);
}

}  // namespace chatterd
