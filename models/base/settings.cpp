// Small tables of settings: ir.config_parameter and ir.default.
#include "models/base/settings.hpp"

#include "models/orm/shared_caches.hpp"

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
  const Records known = self.search(Value::array({Value::array({"key", "=", args["key"]})}));
  const bool empty = args["value"].is_null() || args["value"] == false;
  const std::string text = args["value"].is_string() ? args["value"].get<std::string>() : python_repr(args["value"]);
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
  const std::string key = "defaults/" + model + "/" + std::to_string(env.uid()) + "/" + std::to_string(env.company());
  return *env.cached<Value>(key, [&] {
    Value out = Value::object();
    for (const bridge::Row row : env.cr().execute(
             Sql("SELECT f.name, d.json_value FROM ir_default d JOIN ir_model_fields f ON d.field_id = f.id "
                 "WHERE f.model = %s AND (d.user_id IS NULL OR d.user_id = %s) AND (d.company_id IS NULL OR "
                 "d.company_id = %s) "
                 "AND d.condition IS NULL ORDER BY d.user_id, d.company_id, d.id",
                 {model, env.uid(), env.company()}))) {
      const Value value = Value::parse(row[1].text(), nullptr, false);
      if (!out.contains(row[0].str()) && !value.is_discarded()) out[row[0].str()] = value;
    }
    return out;
  });
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
  m.method("get_model_defaults", On::model, {"model_name", {"condition", false}}, get_model_defaults);
  m.method("create", On::model, {}, clearing);
  m.method("write", On::multi, {}, clearing);
  m.method("unlink", On::multi, {}, clearing);
}

}  // namespace chatterd
