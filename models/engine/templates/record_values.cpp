// Records in templates. A method that templates may call is a row of `methods`.
#include "models/engine/templates/record_values.hpp"

#include <algorithm>

#include "models/engine/orm/access/access.hpp"
#include "models/engine/templates/calendar.hpp"
#include "models/engine/templates/jinja/jinja_filters.hpp"
#include "models/engine/templates/meter.hpp"
#include "models/engine/templates/secrets.hpp"

namespace chatterd::templates {
namespace {

Value json_value(const Any& value);

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

Any field_value(const Records& records, const Field& field) {
  spend(Meter::step);
  refuse_secret_field(records, field.name);
  if (field.relational()) return records_value(records.rel(field.name));
  records.empty() ? records : records.ensure_one();
  const Value value = records.get(field.name);
  const bool text = value.is_string();
  if (text && (field.type == FieldType::date || field.type == FieldType::datetime))
    if (auto moment = Moment::read(value.get_ref<const std::string&>())) return moment;
  if (field.numeric() && field.type != FieldType::integer && value.is_number())
    return value.get<double>();
  return plain_value(value);
}

Any mapped(const Records& records, const std::string& path) {
  Records at = records;
  for (const std::string& name : split_path(path)) {
    if (name == "id") {
      List ids;
      for (const Id id : at.ids()) ids.push_back(Any(id));
      return list_of(std::move(ids));
    }
    if (name.starts_with('_')) fail("SecurityError: access to attribute '" + name + "' is unsafe.");
    const Field* field = at.model().find_field(name);
    if (field == nullptr) fail("KeyError: '" + name + "'");
    if (field->relational()) {
      refuse_secret_field(at, name);
      at = at.rel(name);
      continue;
    }
    List values;
    for (const Records& record : at.each()) values.push_back(field_value(record, *field));
    return list_of(std::move(values));
  }
  return records_value(at);
}

using Method = Any (*)(const Records& records, const Arguments& arguments);

Any call_mapped(const Records& records, const Arguments& arguments) {
  const Any how = arguments.get(0, "func");
  if (how.as<Text>()) return mapped(records, str(how));
  List out;
  for (const Records& record : records.each())
    out.push_back(call(how, {{records_value(record)}, {}}));
  return list_of(std::move(out));
}

Any call_filtered(const Records& records, const Arguments& arguments) {
  const Any how = arguments.get(0, "func");
  return records_value(records.filtered([&](const Records& record) {
    if (!how.as<Text>()) return truth(call(how, {{records_value(record)}, {}}));
    const Any found = mapped(record, str(how));
    const Sequence* list = found.as<Sequence>();
    return list ? std::any_of(list->items->begin(), list->items->end(), truth) : truth(found);
  }));
}

Any call_sorted(const Records& records, const Arguments& arguments) {
  const Any key = arguments.get(0, "key");
  std::vector<Records> all = records.each();
  Ids ids;
  if (key.is_none()) {
    const Value domain = Value::array({Value::array({"id", "in", records.ids()})});
    ids = records.with_context({{"active_test", false}}).search(domain).ids();
  } else {
    std::vector<std::pair<Any, Id>> keyed;
    for (const Records& record : all)
      keyed.emplace_back(key.as<Text>() ? get_item(records_value(record), key)
                                        : call(key, {{records_value(record)}, {}}),
                         record.id());
    std::stable_sort(keyed.begin(), keyed.end(),
                     [](const auto& a, const auto& b) { return compare(a.first, b.first) < 0; });
    for (const auto& [weight, id] : keyed) ids.push_back(id);
  }
  if (truth(arguments.get(1, "reverse", false))) std::reverse(ids.begin(), ids.end());
  return records_value(records.browse(ids));
}

Any call_sudo(const Records& records, const Arguments& arguments) {
  const Any given = arguments.get(0, "flag", true);
  if (given.object<RecordsValue>())
    return records_value(records.with_user(given.object<RecordsValue>()->records.id()));
  return records_value(records.sudo(truth(given)));
}

Any call_with_user(const Records& records, const Arguments& arguments) {
  const Any given = arguments.get(0, "user");
  const auto user = given.object<RecordsValue>();
  if (!user && !given.integer()) fail("TypeError: with_user() wants a user");
  return records_value(records.with_user(user ? user->records.id() : *given.integer()));
}

Any call_with_context(const Records& records, const Arguments& arguments) {
  Value context =
      arguments.positional.empty() ? records.env().context() : json_value(arguments.positional[0]);
  if (!context.is_object()) fail("TypeError: with_context() wants a dictionary");
  for (const auto& [name, value] : arguments.named) context[name] = json_value(value);
  return records_value(records.with_env(records.env().replace_context(context)));
}

Any call_browse(const Records& records, const Arguments& arguments) {
  const Any given = arguments.get(0, "ids");
  Ids ids;
  if (given.integer()) {
    if (*given.integer() > 0) ids.push_back(*given.integer());
  } else if (!given.is_none()) {
    for (const Any& id : iterate(given))
      if (id.integer()) ids.push_back(*id.integer());
  }
  return records_value(records.browse(ids));
}

Any call_search(const Records& records, const Arguments& arguments) {
  SearchOptions options;
  options.offset = arguments.get(1, "offset", 0).integer().value_or(0);
  options.limit = arguments.get(2, "limit", 0).integer().value_or(0);
  const Any order = arguments.get(3, "order");
  if (order.as<Text>()) options.order = str(order);
  const Value domain = json_value(arguments.get(0, "args"));
  refuse_secret_search(records, domain, options.order);
  const Records found = records.browse({}).search(domain, options);
  if (truth(arguments.get(4, "count", false))) return found.size();
  return records_value(found);
}

constexpr const char* get_base_url = "get_base_url";
constexpr const char* name_get = "name_get";
constexpr const char* read = "read";
constexpr const char* search_read = "search_read";
constexpr const char* search_count = "search_count";
constexpr const char* get_param = "get_param";
constexpr const char* get_external_id = "get_external_id";
constexpr const char* has_group = "has_group";

// Methods of the models that read; their answers are plain values.
template <const char* const& name>
Any call_model(const Records& records, const Arguments& arguments) {
  Value positional = Value::array(), named = Value::object();
  for (const Any& value : arguments.positional) positional.push_back(json_value(value));
  for (const auto& [key, value] : arguments.named) named[key] = json_value(value);
  return plain_value(records.call(name, positional, named));
}

// read(fields), search_read(domain, fields, offset, limit, order) and search_count(domain): without
// what is secret.
template <const char* const& name>
Any call_reading(const Records& records, const Arguments& arguments) {
  Value positional = Value::array(), named = Value::object();
  for (const Any& value : arguments.positional) positional.push_back(json_value(value));
  for (const auto& [key, value] : arguments.named) named[key] = json_value(value);
  if (name != read) {
    const auto given = [&](std::size_t place, const char* key) {
      return place < positional.size() ? positional[place] : named.value(key, Value());
    };
    for (const char* key : {"domain", "args"})
      refuse_secret_search(records, given(0, key), to_text(given(4, "order")));
  }
  Value rows = records.call(name, positional, named);
  hide_secrets(records, rows);
  return plain_value(rows);
}

Any call_get_param(const Records& records, const Arguments& arguments) {
  refuse_secret_parameter(str(arguments.get(0, "key")));
  return call_model<get_param>(records, arguments);
}

Any call_user_has_groups(const Records& records, const Arguments& arguments) {
  return in_groups(records.env(), parse_groups(str(arguments.get(0, "groups"))));
}

Any call_with_company(const Records& records, const Arguments& arguments) {
  const Any given = arguments.get(0, "company");
  const auto company = given.object<RecordsValue>();
  const Id id = company ? company->records.id() : given.integer().value_or(0);
  return records_value(records.with_context({{"allowed_company_ids", Value::array({id})}}));
}

const std::map<std::string, Method>& methods() {
  static const std::map<std::string, Method> rows{
      {"mapped", call_mapped},
      {"filtered", call_filtered},
      {"sorted", call_sorted},
      {"sudo", call_sudo},
      {"with_user", call_with_user},
      {"with_context", call_with_context},
      {"with_company", call_with_company},
      {"browse", call_browse},
      {"search", call_search},
      {"exists", [](const Records& r, const Arguments&) { return records_value(r.exists()); }},
      {"ensure_one",
       [](const Records& r, const Arguments&) { return records_value(r.ensure_one()); }},
      {"user_has_groups", call_user_has_groups},
      {"get_base_url", call_model<get_base_url>},
      {"name_get", call_model<name_get>},
      {"read", call_reading<read>},
      {"search_read", call_reading<search_read>},
      {"search_count", call_reading<search_count>},
      {"get_external_id", call_model<get_external_id>},
  };
  return rows;
}

// Methods of single models.
std::optional<Method> model_method(const std::string& model, const std::string& name) {
  if (model == "ir.config_parameter" && name == "get_param") return call_get_param;
  if (model == "res.users" && name == "has_group") return call_model<has_group>;
  return std::nullopt;
}

// What begins with an underscore: QWeb's expressions reach it, Jinja's sandbox does not ask for it.
std::optional<Any> private_attribute(const Records& records, const std::string& name) {
  const Env& env = records.env();
  const auto answer = [&](bool value) {
    return function(name, [value](const Arguments&) -> Any { return value; });
  };
  if (name == "_name") return Any(records.model().name());
  if (name == "_context") return plain_value(env.context());
  if (name == "_get" && records.model().name() == "ir.model")
    return function(name, [env](const Arguments& arguments) {
      const Value domain =
          Value::array({Value::array({"model", "=", str(arguments.get(0, "name"))})});
      return records_value(env["ir.model"].with_env(env.sudo()).search(domain));
    });
  if (records.model().name() != "res.users") return std::nullopt;
  if (name == "_is_superuser") return answer(records.ensure_one().id() == superuser_id);
  if (name == "_is_system")
    return answer(
        records.with_user(records.ensure_one().id()).env().has_group("base.group_system"));
  return std::nullopt;
}

std::optional<Any> RecordsValue::attribute(const std::string& name) const {
  if (name.starts_with('_')) return private_attribute(records, name);
  if (name == "id") return records.empty() ? Any(false) : Any(records.ensure_one().id());
  if (name == "ids") {
    List ids;
    for (const Id id : records.ids()) ids.push_back(Any(id));
    return list_of(std::move(ids));
  }
  if (name == "env") return environment_value(records.env());
  if (const Field* field = records.model().find_field(name)) return field_value(records, *field);
  const auto common = methods().find(name);
  std::optional<Method> method = model_method(records.model().name(), name);
  if (!method && common != methods().end()) method = common->second;
  if (!method) return std::nullopt;
  return function(name, [held = records, run = *method](const Arguments& arguments) {
    return run(held, arguments);
  });
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
