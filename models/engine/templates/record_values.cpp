// Records in templates: fields, items and operators.
#include "models/engine/templates/record_values.hpp"

#include <algorithm>

#include "models/engine/templates/calendar.hpp"
#include "models/engine/templates/meter.hpp"
#include "models/engine/templates/record_methods.hpp"

namespace chatterd::templates {
namespace {

class RecordsValue : public Object {
 public:
  explicit RecordsValue(Records held) : records(std::move(held)) {}
  const Records records;

  std::string type_name() const override { return records.model().name(); }
  std::string str() const override { return records.text(); }
  bool truth() const override { return !records.empty(); }
  std::optional<Any> attribute(const std::string& name) const override;
  std::optional<Any> item(const Any& key) const override;
  std::optional<List> items() const override {
    List out;
    for (const Records& record : records.each()) out.push_back(records_value(record));
    return out;
  }
  bool equals(const Object& other) const override {
    const auto* they = dynamic_cast<const RecordsValue*>(&other);
    if (they == nullptr || they->records.model().name() != records.model().name()) return false;
    Ids mine = records.ids(), theirs = they->records.ids();
    std::sort(mine.begin(), mine.end());
    std::sort(theirs.begin(), theirs.end());
    return mine == theirs;
  }
  std::optional<Any> operate(std::string_view op, const Any& left,
                             const Any& right) const override {
    const auto a = left.object<RecordsValue>(), b = right.object<RecordsValue>();
    if (!a || !b || a->records.model().name() != b->records.model().name()) return std::nullopt;
    if (op == "-") return records_value(a->records - b->records);
    if (op == "|") return records_value(a->records | b->records);
    if (op == "&") return records_value(a->records & b->records);
    if (op != "+") return std::nullopt;
    Ids ids = a->records.ids();
    ids.insert(ids.end(), b->records.ids().begin(), b->records.ids().end());
    return records_value(a->records.browse(ids));
  }
};

class EnvironmentValue : public Object {
 public:
  explicit EnvironmentValue(Env env) : env_(std::move(env)) {}
  std::string type_name() const override { return "Environment"; }
  std::string str() const override { return "<odoo.api.Environment object>"; }
  std::optional<Any> item(const Any& key) const override {
    if (!key.as<Text>()) return std::nullopt;
    const std::string name = templates::str(key);
    if (env_.registry().find(name) == nullptr) return std::nullopt;
    return records_value(env_[name]);
  }
  std::optional<Any> attribute(const std::string& name) const override {
    if (name == "user") return records_value(env_.user());
    if (name == "company") return records_value(env_.browse("res.company", {env_.company()}));
    if (name == "companies") return records_value(env_.browse("res.company", env_.companies()));
    if (name == "uid") return Any(env_.uid());
    if (name == "su") return Any(env_.su());
    if (name == "lang") return plain_value(env_.context("lang"));
    if (name == "context") return plain_value(env_.context());
    if (name == "ref")
      return function(name, [env = env_](const Arguments& arguments) -> Any {
        const std::string xml_id = templates::str(arguments.get(0, "xml_id"));
        const std::size_t dot = std::min(xml_id.find('.'), xml_id.size());
        const auto rows = env.cr().execute(
            bridge::Sql("SELECT model FROM ir_model_data WHERE module = %s AND name = %s",
                        {xml_id.substr(0, dot), xml_id.substr(std::min(dot + 1, xml_id.size()))}));
        const Id id = env.ref(xml_id);
        if (rows.empty() || id == 0 || env.registry().find(rows[0][0].str()) == nullptr) {
          if (!templates::truth(arguments.get(1, "raise_if_not_found", true))) return None{};
          fail("ValueError: External ID not found in the system: " + xml_id);
        }
        return records_value(env.browse(rows[0][0].str(), {id}));
      });
    return std::nullopt;
  }

 private:
  const Env env_;
};

std::optional<Any> RecordsValue::attribute(const std::string& name) const {
  if (name.starts_with('_')) return private_record_attribute(records, name);
  if (name == "id") return records.empty() ? Any(false) : Any(records.ensure_one().id());
  if (name == "ids") {
    List ids;
    for (const Id id : records.ids()) ids.push_back(Any(id));
    return list_of(std::move(ids));
  }
  if (name == "env") return environment_value(records.env());
  if (const Field* field = records.model().find_field(name)) return field_value(records, *field);
  return record_method(records, name);
}

std::optional<Any> RecordsValue::item(const Any& key) const {
  if (key.as<Text>()) {
    const Field* field = records.model().find_field(templates::str(key));
    if (field == nullptr) return std::nullopt;
    return field_value(records, *field);
  }
  if (!key.integer()) return std::nullopt;
  const auto size = static_cast<std::int64_t>(records.size());
  const std::int64_t at = *key.integer() < 0 ? *key.integer() + size : *key.integer();
  if (at < 0 || at >= size) return std::nullopt;
  return records_value(records.each()[static_cast<std::size_t>(at)]);
}

// A record that is in no table: the values it was made with, the other fields empty.
class NewRecord : public RecordsValue {
 public:
  NewRecord(const Records& none, Variables values)
      : RecordsValue(none.browse({})), values_(std::move(values)) {}
  bool truth() const override { return true; }
  std::optional<Any> attribute(const std::string& name) const override {
    const auto given = values_.find(name);
    return given == values_.end() ? RecordsValue::attribute(name) : given->second;
  }
  std::optional<Any> item(const Any& key) const override {
    const auto given = key.as<Text>() ? values_.find(templates::str(key)) : values_.end();
    return given == values_.end() ? RecordsValue::item(key) : given->second;
  }

 private:
  const Variables values_;
};

}  // namespace

Any records_value(const Records& records) { return std::make_shared<const RecordsValue>(records); }

Any environment_value(const Env& env) { return std::make_shared<const EnvironmentValue>(env); }

Any new_record_value(const Records& none, Variables values) {
  return std::make_shared<const NewRecord>(none, std::move(values));
}

std::optional<Records> records_of(const Any& value) {
  const auto held = value.object<RecordsValue>();
  return held ? std::optional(held->records) : std::nullopt;
}

Value json_value(const Any& value) {
  const ValueDepth guard;
  if (const bool* flag = value.as<bool>()) return *flag;
  if (value.integer()) return *value.integer();
  if (value.number()) return *value.number();
  if (value.as<Text>()) return str(value);
  if (value.object<Moment>()) return str(value);
  if (const Sequence* sequence = value.as<Sequence>()) {
    Value out = Value::array();
    for (const Any& item : *sequence->items) out.push_back(json_value(item));
    return out;
  }
  if (const Dict* dict = value.as<Dict>()) {
    Value out = Value::object();
    for (const auto& [key, item] : *dict->items) out[str(key)] = json_value(item);
    return out;
  }
  if (value.is_none()) return nullptr;
  fail("TypeError: " + type_name(value) + " cannot be an argument here");
}

Any plain_value(const Value& value) {
  spend(sizeof(Any) + (value.is_string() ? value.get_ref<const std::string&>().size() : 0));
  if (value.is_null()) return None{};
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (value.is_number()) return value.get<double>();
  if (value.is_string()) return value.get<std::string>();
  if (value.is_array()) {
    List items;
    for (const Value& item : value) items.push_back(plain_value(item));
    return list_of(std::move(items));
  }
  std::vector<std::pair<Any, Any>> items;
  for (const auto& [key, item] : value.items()) items.emplace_back(key, plain_value(item));
  return dict_of(std::move(items));
}

}  // namespace chatterd::templates
