// External ids, and the models and rights that describe the database itself (ir.model*, ir.rule).
#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/values/translation.hpp"
#include "models/modules/base/ir/ir_model.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

struct NamedRecord {
  std::string model;
  Id id = 0;
};

// A "module.name"; throws ValueError as Odoo does where nothing has it.
NamedRecord look_up(const Env& env, const std::string& xml_id, bool or_throw) {
  const std::size_t dot = xml_id.find('.');
  if (dot == std::string::npos) throw ValueError("not enough values to unpack (expected 2, got 1)");
  const auto rows = env.cr().execute(
      Sql("SELECT model, res_id FROM ir_model_data WHERE module = %s AND name = %s",
          {xml_id.substr(0, dot), xml_id.substr(dot + 1)}));
  if (!rows.empty() && rows[0][1].integer() != 0) return {rows[0][0].str(), rows[0][1].integer()};
  if (or_throw) throw ValueError("External ID not found in the system: " + xml_id);
  return {};
}

Value pair_of(const NamedRecord& found) {
  return found.id ? Value::array({found.model, found.id}) : Value::array({false, false});
}

Value xmlid_to_res_model_res_id(const Records& self, const Args& args) {
  return pair_of(look_up(self.env(), to_text(args["xmlid"]), truthy(args["raise_if_not_found"])));
}

Value xmlid_to_res_id(const Records& self, const Args& args) {
  const NamedRecord found =
      look_up(self.env(), to_text(args["xmlid"]), truthy(args["raise_if_not_found"]));
  return found.id ? Value(found.id) : Value(false);
}

Value get_object_reference(const Records& self, const Args& args) {
  return pair_of(
      look_up(self.env(), to_text(args["module"]) + "." + to_text(args["xml_id"]), true));
}

// The same for what the caller may read; [model, False] otherwise, or AccessError on request.
Value check_object_reference(const Records& self, const Args& args) {
  const Env& env = self.env();
  const std::string xml_id = to_text(args["module"]) + "." + to_text(args["xml_id"]);
  const NamedRecord found = look_up(env, xml_id, true);
  if (const Model* model = env.registry().find(found.model))
    if (!Records(env, *model, {}).search(Value::array({term("id", "=", found.id)})).empty())
      return pair_of(found);
  if (truthy(args["raise_on_access_error"]))
    throw AccessError("Not enough access rights on the external ID: " + xml_id);
  return Value::array({found.model, false});
}

Value compute_complete_name(const Records& records, const Args&) {
  for (const Records& record : records.each()) {
    const std::string module = record.text("module"), name = record.text("name");
    record.assign("complete_name", module.empty() ? name : module + "." + name);
  }
  return nullptr;
}

Value compute_reference(const Records& records, const Args&) {
  for (const Records& record : records.each())
    record.assign("reference", record.text("model") + "," + std::to_string(record.id("res_id")));
  return nullptr;
}

// Models and fields of modules go with their module only.
Value unlink_model(const Records& models, const Args& args) {
  for (const Records& model : models.each())
    if (model.get("state") != "manual")
      throw UserError(
          format(models.env().translate("Model '%s' contains module data and cannot be removed."),
                 {model.get("name")}));
  return args.super(models);
}

Value unlink_field(const Records& fields, const Args& args) {
  for (const Records& field : fields.each())
    if (field.get("state") != "manual")
      throw UserError(
          fields.env().translate("This column contains module data and cannot be removed!"));
  return args.super(fields);
}

Value clearing(const Records& records, const Args& args) {
  const Value done = args.super(records);
  records.env().clear_caches();
  return done;
}

// ir.model.access check(model, mode, raise_exception)
Value check(const Records& self, const Args& args) {
  const Env& env = self.env();
  const Model& model = env.registry().at(to_text(args["model"]));
  const std::string mode = args["mode"].is_string() ? to_text(args["mode"]) : "read";
  if (truthy(args["raise_exception"])) check_may(env, model, mode);
  return may(env, model, mode);
}

Value compute_global(const Records& rules, const Args&) {
  for (const Records& rule : rules.each()) rule.assign("global", rule.rel("groups").empty());
  return nullptr;
}

Value in_modules(const Records& records, const Args&) {
  const Env& env = records.env();
  const Records installed =
      env["ir.module.module"].search(Value::array({term("state", "=", "installed")}));
  std::vector<std::string> names;
  for (const Records& module : installed.each()) names.push_back(module.text("name"));
  std::map<Id, std::string> modules;
  for (const bridge::Row row :
       env.cr().execute(Sql(R"sql(
               SELECT res_id, string_agg(module, ', ' ORDER BY module)
               FROM (SELECT DISTINCT res_id, module COLLATE "C" AS module FROM ir_model_data
                   WHERE model = %s AND res_id = ANY(%s::int[]) AND module = ANY(%s::text[])) AS
                   known
               GROUP BY res_id)sql",
                            {records.model().name(), records.ids(), names})))
    modules[row[0].integer()] = row[1].str();
  for (const Records& record : records.each()) record.assign("modules", modules[record.id()]);
  return nullptr;
}

Value compute_views(const Records& models, const Args&) {
  std::map<std::string, Ids> views;
  std::vector<std::string> names;
  for (const Records& record : models.each()) names.push_back(record.text("model"));
  const Records found =
      models.env()["ir.ui.view"].search(Value::array({term("model", "in", names)}));
  for (const Records& view : found.each()) views[view.text("model")].push_back(view.id());
  for (const Records& record : models.each())
    record.assign("view_ids", views[record.text("model")]);
  return nullptr;
}

Value compute_count(const Records& models, const Args&) {
  const Env& env = models.env();
  for (const Records& record : models.each()) {
    const Model* model = env.registry().find(record.text("model"));
    const bool counted = model && !model->is_abstract() && may(env.sudo(), *model, "read");
    record.assign("count", counted ? env.cr()
                                         .execute(Sql("SELECT count(*) FROM ") +
                                                  Sql::identifier(model->table()))[0][0]
                                         .integer()
                                   : 0);
  }
  return nullptr;
}

Value inherited_models(const Records& models, const Args&) {
  const Env& env = models.env();
  for (const Records& record : models.each()) {
    Ids parents;
    if (const Model* model = env.registry().find(record.text("model")))
      for (const auto& [link, parent] : model->delegates())
        parents.push_back(
            env.sudo()["ir.model"].search(Value::array({term("model", "=", parent)})).id());
    record.assign("inherited_model_ids", parents);
  }
  return nullptr;
}

}  // namespace

void define_ir_model_data_methods(Model& m) {
  m.method("xmlid_to_res_model_res_id", On::model, {"xmlid", {"raise_if_not_found", false}},
           xmlid_to_res_model_res_id);
  m.method("xmlid_to_res_id", On::model, {"xmlid", {"raise_if_not_found", false}}, xmlid_to_res_id);
  m.method("get_object_reference", On::model, {"module", "xml_id"}, get_object_reference);
  m.method("check_object_reference", On::model,
           {"module", "xml_id", {"raise_on_access_error", false}}, check_object_reference);
  m.method("_compute_complete_name", On::multi, {}, compute_complete_name);
  m.method("_compute_reference", On::multi, {}, compute_reference);
  m.method("create", On::model, {}, clearing);
  m.method("write", On::multi, {}, clearing);
  m.method("unlink", On::multi, {}, clearing);
}

void define_ir_model_access_methods(Model& m) {
  m.method("check", On::model, {"model", {"mode", "read"}, {"raise_exception", true}}, check);
  m.method("create", On::model, {}, clearing);
  m.method("write", On::multi, {}, clearing);
  m.method("unlink", On::multi, {}, clearing);
}

void define_ir_rule_methods(Model& m) {
  m.method("_compute_global", On::multi, {}, compute_global);
  m.method("create", On::model, {}, clearing);
  m.method("write", On::multi, {}, clearing);
  m.method("unlink", On::multi, {}, clearing);
}

void define_ir_model_methods(Model& m) {
  m.method("_in_modules", On::multi, {}, in_modules);
  m.method("_compute_count", On::multi, {}, compute_count);
  m.method("_view_ids", On::multi, {}, compute_views);
  m.method("_inherited_models", On::multi, {}, inherited_models);
  m.method("unlink", On::multi, {}, unlink_model);
}

void define_ir_model_fields_methods(Model& m) {
  m.method("_in_modules", On::multi, {}, in_modules);
  m.method("unlink", On::multi, {}, unlink_field);
}

}  // namespace chatterd
