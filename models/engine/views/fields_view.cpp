// Views of the database as clients ask for them, or those that Odoo makes where there are none.
#include "models/engine/views/fields_view.hpp"

#include <libxml/tree.h>

#include "models/engine/html/tree.hpp"
#include "models/engine/orm/access/missing.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/qweb/views.hpp"
#include "models/engine/views/default_views.hpp"
#include "models/engine/views/postprocess.hpp"
#include "models/engine/views/toolbar.hpp"
#include "models/engine/views/undeclared.hpp"

namespace chatterd {
namespace views {
namespace {

using bridge::Sql;

bool has_views(const Env& env) { return env.registry().find("ir.ui.view") != nullptr; }

// A view that shows such a field is of a module whose code is in Odoo alone.
qweb::CombinedView combined_view(const Env& env, const Model& model, Id view) {
  const auto reached = env.cached<std::set<std::string>>(
      "undeclared around/" + model.name(), [&] { return undeclared_around(env, model); });
  return qweb::read_combined(env, view, [&](const html::Document& specifications) {
    for (const xmlNode* node : html::elements_of(specifications.root(), "field"))
      if (reached->contains(html::attribute(node, "name").value_or(""))) return false;
    return true;
  });
}

// The id that a client means by what it says of a view; 0 for none.
Id view_id(const Value& given) {
  if (!truthy(given)) return 0;
  if (given.is_number_integer()) return given.get<Id>();
  if (given.is_string()) return python_int(given);
  if (given.is_array() && given.size() == 1 && given[0].is_number_integer())
    return given[0].get<Id>();
  throw TypeError("a view is known by its id");
}

// The view that the context names for the type, or the first primary one.
Id chosen_view(const Records& self, const std::string& type) {
  const Env& env = self.env();
  const Value named = env.context((type + "_view_ref").c_str());
  if (truthy(named)) {
    if (!named.is_string()) throw TypeError("argument of type is not iterable");
    const std::string name = named.get<std::string>();
    if (name.find('.') != std::string::npos) {
      const auto rows =
          env.cr().execute(Sql(R"sql(
              SELECT res_id
              FROM ir_model_data
              WHERE model = 'ir.ui.view'
                AND module = %s
                AND name = %s)sql",
                               {name.substr(0, name.find('.')), name.substr(name.find('.') + 1)}));
      if (!rows.empty() && rows[0][0].integer() != 0) return rows[0][0].integer();
    }
  }
  return env["ir.ui.view"]
      .search(Value::array({term("model", "=", self.model().name()), term("type", "=", type),
                            term("mode", "=", "primary")}),
              {.limit = 1, .order = "priority, name, id"})
      .id();
}

Value read_view(const Records& self, const Args& args) {
  const Env& env = self.env();
  const Model& model = self.model();
  if (!args["view_type"].is_string()) throw TypeError("the type of a view is a text");
  const std::string type = args["view_type"].get<std::string>();
  Value out = {{"model", model.name()}, {"field_parent", false}};
  Id view = view_id(args["view_id"]);
  if (has_views(env)) {
    if (view == 0) view = chosen_view(self, type);
    if (view != 0) {
      env["ir.ui.view"].check_access_rights("read");
      const qweb::CombinedView found = combined_view(env, model, view);
      out["arch"] = found.arch;
      out["name"] = found.name;
      out["type"] = found.type;
      out["view_id"] = found.id;
      out["field_parent"] = found.field_parent;
      out["base_model"] = found.model;
      return out;
    }
  } else if (view != 0) {
    throw missing_record(env, recordset_text("ir.ui.view", {view}));
  }
  out["arch"] = default_arch(env, model, type);
  out["type"] = type;
  out["name"] = "default";
  return out;
}

Value fields_view_get(const Records& self, const Args& args) {
  const Env& env = self.env();
  // screens show what all modules of the database add to them
  if (env.unit().undecided_is_left_to_odoo) throw ValueError("views are left to Odoo");
  Value out = self.call("_fields_view_get", Value::array({args["view_id"], args["view_type"],
                                                          args["toolbar"], args["submenu"]}));
  const Id view = view_id(args["view_id"]);
  Value base_model = env.context("base_model_name");
  if (view != 0 && out.contains("base_model") && out["base_model"] != self.model().name())
    base_model = out["base_model"];
  Value done = postprocessed(env, self.model().name(), to_text(out["arch"]), view, base_model);
  // a template is not what a client gets of it
  out["arch"] = out["type"] == "qweb" ? Value("<qweb/>") : done["arch"];
  out["fields"] = std::move(done["fields"]);
  if (truthy(args["toolbar"])) {
    const std::string type = to_text(args["view_type"]);
    out["toolbar"] = toolbar_of(env, self.model(), type == "tree" ? "list" : type);
  }
  return out;
}

// ir.filters get_filters: one's own and those for everybody, of one action or of none.
Value filters_of(const Records& self, const Value& action) {
  const Env& env = self.env();
  if (env.registry().find("ir.filters") == nullptr) return Value::array();
  const Value of_action = truthy(action) ? term("action_id", "in", Value::array({action, false}))
                                         : term("action_id", "=", false);
  const Records found = env["ir.filters"].search(
      Value::array({of_action, term("model_id", "=", self.model().name()),
                    term("user_id", "in", Value::array({env.uid(), false}))}),
      {.order = "model_id, name, id desc"});
  return found.with_context(env["res.users"].call("context_get"))
      .read({"name", "is_default", "domain", "context", "user_id", "sort"});
}

Value load_views(const Records& self, const Args& args) {
  const Value options = truthy(args["options"]) ? args["options"] : Value::object();
  const auto option = [&](const char* name) {
    return options.contains(name) ? options.at(name) : Value();
  };
  Value views = Value::object();
  for (const Value& wanted : args["views"]) {
    if (!wanted.is_array() || wanted.size() != 2)
      throw ValueError("a view to load is its id and its type");
    const Value& type = wanted[1];
    const Value shown = type == "search" ? Value(false) : option("toolbar");
    const std::string key = type.is_string() ? type.get<std::string>() : type.dump();
    views[key] = self.call("fields_view_get",
                           Value::array({wanted[0], type == "list" ? Value("tree") : type}),
                           {{"toolbar", shown}});
  }
  Value out = {{"fields_views", std::move(views)}, {"fields", self.call("fields_get")}};
  if (truthy(option("load_filters"))) out["filters"] = filters_of(self, option("action_id"));
  return out;
}

}  // namespace
}  // namespace views

void define_base_views(Model& base) {
  const std::vector<Param> params{
      {"view_id", nullptr}, {"view_type", "form"}, {"toolbar", false}, {"submenu", false}};
  base.method("_fields_view_get", On::model, params, views::read_view);
  base.method("fields_view_get", On::model, params, views::fields_view_get);
  base.method("load_views", On::model, {"views", {"options", nullptr}}, views::load_views);
}

}  // namespace chatterd
