// ir.actions.actions get_bindings, and what an action says of itself beside its columns
// (odoo/addons/base/models/ir_actions.py, ir_actions_report.py).
#include "models/engine/views/toolbar.hpp"

#include <algorithm>

#include "models/engine/errors.hpp"
#include "models/engine/orm/python/python_expression.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/shared_caches.hpp"

namespace chatterd::views {
namespace {

using bridge::Sql;

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> out;
  std::size_t at = 0;
  for (std::size_t end; (end = text.find(',', at)) != std::string::npos; at = end + 1)
    out.push_back(text.substr(at, end - at));
  out.push_back(text.substr(at));
  return out;
}

// The views of a window, those named for it first: [id, type].
Value window_views(const Env& env, const Value& action) {
  Value out = Value::array();
  std::vector<std::string> missing = words_of(to_text(action["view_mode"]));
  const auto take = [&](const Value& id, const std::string& type) {
    std::erase(missing, type);
    out.push_back(Value::array({id, type}));
  };
  for (const bridge::Row row : env.cr().execute(Sql(R"sql(
           SELECT view_id, view_mode
           FROM ir_act_window_view
           WHERE act_window_id = %s
           ORDER BY sequence, id)sql",
                                                    {to_id(action["id"])})))
    take(row[0].is_null() ? Value(false) : Value(row[0].integer()), row[1].str());
  if (const Id view = to_id(action["view_id"])) {
    const std::string type = to_text(env.sudo()["ir.ui.view"].browse({view}).get("type"));
    if (std::find(missing.begin(), missing.end(), type) != missing.end()) take(view, type);
  }
  for (const std::string& type : std::vector(missing)) take(false, type);
  return out;
}

// The words of an empty list, which the model may make of the action's help.
Value window_help(const Env& env, const Value& action) {
  const Model* model = env.registry().find(to_text(action["res_model"]));
  if (model == nullptr || model->is_foreign()) return action["help"];
  Value context = Value::object();
  try {
    const PythonNames names{
        [&](const std::string& name) {
          const Value known = env.context(name.c_str());
          if (!env.context().contains(name)) throw std::invalid_argument(name);
          return known;
        },
        [](const Value&, const std::string& name) -> Value { throw std::invalid_argument(name); }};
    context = evaluate_python(to_text(action["context"]), names);
  } catch (const std::invalid_argument&) {
    context = Value::object();  // it is made of what only the client knows
  }
  if (!context.is_object()) context = Value::object();
  return env[model->name()].with_context(context).call("get_empty_list_help",
                                                       Value::array({action["help"]}));
}

// read() of an action, with what Odoo computes of it.
Value described_action(const Records& action) {
  const Env& env = action.env();
  const std::string& model = action.model().name();
  Value out = action.call("read")[0];
  out["xml_id"] = action.call("get_external_id")[std::to_string(action.id())];
  if (model == "ir.actions.act_window") {
    out["views"] = window_views(env, out);
    out["help"] = window_help(env, out);
    const Model* shown = env.registry().find(to_text(out["res_model"]));
    if (shown && !shown->is_foreign())
      out["search_view"] = python_repr(env[shown->name()].call(
          "fields_view_get", Value::array({to_id(out["search_view_id"]), "search"})));
  } else if (model == "ir.actions.report") {
    const Records of = env.sudo()["ir.model"].search(
        Value::array({term("model", "=", out["model"])}), {.limit = 1});
    out["model_id"] = of.empty() ? Value(false) : Value::array({of.id(), of.display_name()});
  } else if (model == "ir.actions.server" && !env.has_group("base.group_system")) {
    out.erase("code");
  }
  return out;
}

}  // namespace

Value toolbar_of(const Env& env, const Model& model, const std::string& view_type) {
  Value bindings = {{"print", Value::array()}, {"action", Value::array()}};
  if (env.registry().find("ir.actions.actions") == nullptr) return bindings;
  for (const bridge::Row row : env.cr().execute(Sql(R"sql(
           SELECT a.id, a.type, a.binding_type
           FROM ir_actions a
             JOIN ir_model m ON m.id = a.binding_model_id
           WHERE m.model = %s
           ORDER BY a.id)sql",
                                                    {model.name()}))) {
    const std::string kind = row[2].str() == "report" ? "print" : "action";
    if (row[2].str() != "report" && row[2].str() != "action") continue;
    const Model* type = env.registry().find(row[1].str());
    if (type == nullptr) continue;
    try {
      const Records action = env.browse(type->name(), {row[0].integer()});
      if (type->find_field("groups_id")) {
        const Ids groups = to_ids(action.get("groups_id"));
        const Ids& own = env.user_info()->group_ids;
        if (!groups.empty() && std::none_of(groups.begin(), groups.end(),
                                            [&](Id group) { return contains(own, group); }))
          continue;
      }
      const Value described = described_action(action);
      const std::string shown = to_text(described["binding_view_types"]);
      const std::vector<std::string> types = words_of(shown.empty() ? view_type : shown);
      if (std::find(types.begin(), types.end(), view_type) != types.end())
        bindings[kind].push_back(described);
    } catch (const AccessError&) {
      continue;
    } catch (const MissingError&) {
      continue;
    }
  }
  Value& actions = bindings["action"];
  const auto sequence = [](const Value& action) {
    return action.contains("sequence") ? action["sequence"].get<Id>() : 0;
  };
  std::stable_sort(actions.begin(), actions.end(),
                   [&](const Value& a, const Value& b) { return sequence(a) < sequence(b); });
  return bindings;
}

}  // namespace chatterd::views
