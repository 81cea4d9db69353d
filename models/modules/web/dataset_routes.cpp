// /web/dataset/load and /web/dataset/resequence.
#include "models/modules/web/dataset_routes.hpp"

#include "models/engine/orm/records.hpp"

namespace chatterd {
namespace {

Env caller_of(const Env& env, const Value& params) {
  return params.contains("context") && params["context"].is_object()
             ? env.replace_context(params["context"])
             : env;
}

const Value& required(const Value& params, const char* name, const char* method) {
  if (!params.contains(name))
    throw TypeError(std::string(method) + "() missing 1 required positional argument: '" + name +
                    "'");
  return params[name];
}

}  // namespace

Value route_dataset_load(const Env& env, const Value& params) {
  const Records none = caller_of(env, params)[to_text(required(params, "model", "load"))];
  required(params, "fields", "load");  // as in Odoo, all fields are read nevertheless
  const Value rows = none.browse(to_ids(required(params, "id", "load"))).call("read");
  return {{"value", rows.empty() ? Value::object() : rows[0]}};
}

Value route_dataset_resequence(const Env& env, const Value& params) {
  const Records none = caller_of(env, params)[to_text(required(params, "model", "resequence"))];
  const std::string field = params.contains("field") ? to_text(params["field"]) : "sequence";
  if (none.call("fields_get", Value::array({Value::array({field})})).empty()) return false;
  Id place = params.contains("offset") ? to_id(params["offset"]) : 0;
  for (const Records& record : none.browse(to_ids(required(params, "ids", "resequence"))).each())
    record.write({{field, place++}});
  return true;
}

}  // namespace chatterd
