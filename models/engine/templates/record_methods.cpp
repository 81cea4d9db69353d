// A method that templates may call is a row of `methods`.
#include "models/engine/templates/record_methods.hpp"

#include <algorithm>
#include <map>

#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/templates/calendar.hpp"
#include "models/engine/templates/jinja/jinja_filters.hpp"
#include "models/engine/templates/meter.hpp"
#include "models/engine/templates/secrets.hpp"

namespace chatterd::templates {
namespace {

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
    const Value domain = Value::array({term("id", "in", records.ids())});
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
  if (const auto user = records_of(given)) return records_value(records.with_user(user->id()));
  return records_value(records.sudo(truth(given)));
}

Any call_with_user(const Records& records, const Arguments& arguments) {
  const Any given = arguments.get(0, "user");
  const auto user = records_of(given);
  if (!user && !given.integer()) fail("TypeError: with_user() wants a user");
  return records_value(records.with_user(user ? user->id() : *given.integer()));
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
  const auto company = records_of(given);
  const Id id = company ? company->id() : given.integer().value_or(0);
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

}  // namespace

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

std::optional<Any> record_method(const Records& records, const std::string& name) {
  const auto common = methods().find(name);
  std::optional<Method> method = model_method(records.model().name(), name);
  if (!method && common != methods().end()) method = common->second;
  if (!method) return std::nullopt;
  return function(name, [held = records, run = *method](const Arguments& arguments) {
    return run(held, arguments);
  });
}

std::optional<Any> private_record_attribute(const Records& records, const std::string& name) {
  const Env& env = records.env();
  const auto answer = [&](bool value) {
    return function(name, [value](const Arguments&) -> Any { return value; });
  };
  if (name == "_name") return Any(records.model().name());
  if (name == "_context") return plain_value(env.context());
  if (name == "_get" && records.model().name() == "ir.model")
    return function(name, [env](const Arguments& arguments) {
      const Value domain = Value::array({term("model", "=", str(arguments.get(0, "name")))});
      return records_value(env["ir.model"].with_env(env.sudo()).search(domain));
    });
  if (records.model().name() != "res.users") return std::nullopt;
  if (name == "_is_superuser") return answer(records.ensure_one().id() == superuser_id);
  if (name == "_is_system")
    return answer(
        records.with_user(records.ensure_one().id()).env().has_group("base.group_system"));
  return std::nullopt;
}

}  // namespace chatterd::templates
