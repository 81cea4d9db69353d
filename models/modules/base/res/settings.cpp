// Small tables of settings: ir.config_parameter and ir.default.
#include "models/modules/base/res/settings.hpp"

#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/shared_caches.hpp"
#include "models/engine/orm/values/convert.hpp"
#include "models/engine/orm/values/translation.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

using Parameters = std::unordered_map<std::string, std::string>;

std::shared_ptr<const Parameters> parameters(const Env& env) {
  return env.cached<Parameters>("parameters", [&] {
    Parameters loaded;
    for (const bridge::Row row : env.cr().execute("SELECT key, value FROM ir_config_parameter"))
      loaded[row[0].str()] = row[1].str();
    return loaded;
  });
}

// Only administrators may read parameters by RPC; the models themselves ask in sudo.
Value get_param(const Records& self, const Args& args) {
  if (!self.env().su()) self.check_access_rights("read");
  const auto all = parameters(self.env());
  const auto found = all->find(to_text(args["key"]));
  return found == all->end() || found->second.empty() ? args["default"] : Value(found->second);
}

Value set_param(const Records& self, const Args& args) {
  const Records known = self.search(Value::array({term("key", "=", args["key"])}));
  const bool empty = args["value"].is_null() || args["value"] == false;
  const std::string text =
      args["value"].is_string() ? args["value"].get<std::string>() : python_repr(args["value"]);
  if (known.empty()) {
    if (!empty) self.create({{"key", args["key"]}, {"value", text}});
    return false;
  }
  const Value old = known.get("value");
  if (empty)
    known.unlink();
  else if (old != text)
    known.write({{"value", text}});
  return old;
}

Value clearing(const Records& records, const Args& args) {
  const Value done = args.super(records);
  records.env().clear_caches();
  return done;
}

// ir.default get_model_defaults: for the user and his company, the most specific first.
Value get_model_defaults(const Records& self, const Args& args) {
  const Env& env = self.env();
  const std::string model = to_text(args["model_name"]);
  const std::string key =
      "defaults/" + model + "/" + std::to_string(env.uid()) + "/" + std::to_string(env.company());
  const auto load = [&] {
    Value out = Value::object();
    for (const bridge::Row row : env.cr().execute(Sql(R"sql(
             SELECT f.name, d.json_value
             FROM ir_default d
               JOIN ir_model_fields f ON d.field_id = f.id
             WHERE f.model = %s
               AND (d.user_id IS NULL OR d.user_id = %s)
               AND (d.company_id IS NULL OR d.company_id = %s)
               AND d.condition IS NULL
             ORDER BY d.user_id, d.company_id, d.id)sql",
                                                      {model, env.uid(), env.company()}))) {
      const Value value = Value::parse(row[1].text(), nullptr, false);
      if (!out.contains(row[0].str()) && !value.is_discarded()) out[row[0].str()] = value;
    }
    return out;
  };
  // a client may name the model: of what is none, nothing is kept
  if (env.registry().find(model) == nullptr) return load();
  return *env.cached<Value>(key, load);
}

// The search for the default of one scope: true stands for the caller himself, or his company.
Value scope_of(const Records& self, const Args& args) {
  const Env& env = self.env();
  const Value field = env["ir.model.fields"]
                          .sudo()
                          .search(Value::array({term("model", "=", args["model_name"]),
                                                term("name", "=", args["field_name"])}))
                          .id();
  const Value user = args["user_id"] == true ? Value(env.uid()) : args["user_id"];
  const Value company = args["company_id"] == true ? Value(env.company()) : args["company_id"];
  return {{"field_id", field},
          {"user_id", user},
          {"company_id", company},
          {"condition", args["condition"]}};
}

Records default_of(const Records& self, const Value& scope) {
  Value domain = Value::array();
  for (const auto& [name, value] : scope.items()) domain.push_back(term(name, "=", value));
  return self.search(domain);
}

Value set_default(const Records& self, const Args& args) {
  const Env& env = self.env();
  const Model* model = env.registry().find(to_text(args["model_name"]));
  const Field* field = model ? model->find_field(to_text(args["field_name"])) : nullptr;
  if (field == nullptr)
    throw ValidationError(format(env.translate("Invalid field %s.%s"),
                                 {to_text(args["model_name"]), to_text(args["field_name"])}));
  try {
    if (!field->x2many()) to_record(env, *field, args["value"]);
  } catch (const Error&) {
    throw ValidationError(
        format(env.translate("Invalid value for %s.%s: %s"),
               {to_text(args["model_name"]), to_text(args["field_name"]), args["value"]}));
  }
  Value values = scope_of(self, args);
  const Records known = default_of(self, values);
  values["json_value"] = args["value"].dump();
  if (known.empty())
    self.create(values);
  else
    known.write({{"json_value", values["json_value"]}});
  return true;
}

Value get_default(const Records& self, const Args& args) {
  const Records known = default_of(self, scope_of(self, args));
  if (known.empty()) return nullptr;
  return Value::parse(self.browse({known.id()}).text("json_value"), nullptr, false);
}

}  // namespace

Value config_parameter(const Env& env, const std::string& key, const Value& if_missing) {
  const auto all = parameters(env);
  const auto found = all->find(key);
  return found == all->end() || found->second.empty() ? if_missing : Value(found->second);
}

void define_ir_config_parameter_methods(Model& m) {
  m.method("get_param", On::model, {"key", {"default", false}}, get_param);
  m.method("set_param", On::model, {"key", "value"}, set_param);
  m.method("create", On::model, {}, clearing);
  m.method("write", On::multi, {}, clearing);
  m.method("unlink", On::multi, {}, clearing);
}

void define_ir_default_methods(Model& m) {
  const std::vector<Param> scope{{"user_id", false}, {"company_id", false}, {"condition", false}};
  std::vector<Param> given{"model_name", "field_name", "value"}, asked{"model_name", "field_name"};
  given.insert(given.end(), scope.begin(), scope.end());
  asked.insert(asked.end(), scope.begin(), scope.end());
  m.method("set", On::model, given, set_default);
  m.method("get", On::model, asked, get_default);
  m.method("get_model_defaults", On::model, {"model_name", {"condition", false}},
           get_model_defaults);
  m.method("create", On::model, {}, clearing);
  m.method("write", On::multi, {}, clearing);
  m.method("unlink", On::multi, {}, clearing);
}

}  // namespace chatterd
