#include "models/engine/orm/methods/write_values.hpp"

#include <algorithm>
#include <map>

#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/values/convert.hpp"

namespace chatterd {

bool is_automatic(const Model& model, const std::string& name) {
  if (name == "id" || name == "parent_path") return true;
  return model.log_access() && (name == "create_uid" || name == "create_date" ||
                                name == "write_uid" || name == "write_date");
}

const Field& writable_field(const Model& model, const std::string& name) {
  if (const Field* field = model.find_field(name)) return *field;
  throw ValueError("Invalid field " + python_repr(name) + " on model " + python_repr(model.name()));
}

bool has_inverse(const Field& field) {
  if (!field.inverse.empty()) return true;
  return !field.related.empty() && (field.inherited || !field.readonly);
}

Value id_in_text(const Value& value) {
  const std::string text = value.is_string() ? value.get<std::string>() : std::string();
  if (text.empty() || text.size() > 9 || text.find_first_not_of("0123456789") != std::string::npos)
    throw ValueError("invalid input syntax for type integer: " + python_repr(value));
  return std::stoll(text);
}

void check_constraints(const Records& records, const std::set<std::string>& names) {
  for (const Model::Constraint& constraint : records.model().constraints()) {
    const bool concerned =
        std::any_of(constraint.fields.begin(), constraint.fields.end(),
                    [&](const std::string& name) { return names.contains(name); });
    if (!concerned) continue;
    static const Method check{"constraint", On::multi, {}, {}, {}};
    constraint.function(records, Args(check, 0, Value::object(), Value::object()));
  }
}

void write_through(const Records& records, const Value& values) {
  std::map<std::string, Value> by_method;             // inverse method → values
  std::map<std::vector<std::string>, Value> by_path;  // related path without its end → values
  for (const auto& [name, value] : values.items()) {
    const Field& field = records.model().field_of(name);
    if (!field.inverse.empty()) {
      by_method[field.inverse][name] = value;
    } else {
      by_path[{field.related.begin(), field.related.end() - 1}][field.related.back()] = value;
    }
  }
  for (const auto& [path, target_values] : by_path) {
    try {
      for (const Records& record : records.each()) {
        const Field& first = records.model().field_of(path[0]);
        Records target = first.relational() ? record : records;
        // What leads to the target is in Odoo's cache since the right to write was asked for: a
        // value that has just been written does not hide it.
        if (first.column()) target = target.sudo();
        target = target.rel(path[0]).with_env(records.env());
        for (std::size_t step = 1; step < path.size(); ++step) target = target.rel(path[step]);
        if (!target.empty()) target.write(target_values);
      }
    } catch (const AccessError& error) {
      const auto& delegates = records.model().delegates();
      const bool inherited = path.size() == 1 && std::any_of(delegates.begin(), delegates.end(),
                                                             [&path = path](const auto& link) {
                                                               return link.first == path[0];
                                                             });
      if (inherited) throw implicit_access(records, error);
      throw;
    }
  }
  for (const auto& [method, method_values] : by_method) {
    for (const Records& record : records.each()) {
      for (const auto& [name, value] : method_values.items()) {
        const Field& field = records.model().field_of(name);
        record.assign(name, to_record(records.env(), field, value));
      }
    }
    records.call(method);
  }
}

Records without_caller_defaults(const Records& records) {
  Value context = Value::object();
  for (const auto& [key, value] : records.env().context().items())
    if (!key.starts_with("default_")) context[key] = value;
  return records.with_env(records.env().replace_context(context));
}

}  // namespace chatterd
