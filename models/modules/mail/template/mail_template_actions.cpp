// mail.template: its entry in the menu of the model's records, the placeholder assistant, copies.
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/values/translation.hpp"
#include "models/modules/mail/template/mail_template.hpp"
#include "models/modules/mail/template/mail_views.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

bool has_actions(const Env& env) {
  return *env.cached<bool>("table/ir_act_window", [&] {
    return !env.cr().execute("SELECT to_regclass('ir_act_window')")[0][0].is_null();
  });
}

// The actions belong to no model of chatterd: their rows are written as Odoo's ORM writes them.
Value unlink_action(const Records& templates, const Args&) {
  const Env& env = templates.env();
  for (const Records& one : templates.each())
    one.get("name");  // refuses who may not read it, and what is not there
  if (!has_actions(env)) return true;
  const Ids actions = env.cr()
                          .execute(Sql(R"sql(
                              SELECT ref_ir_act_window
                              FROM mail_template
                              WHERE id = ANY(%s::int[])
                                AND ref_ir_act_window IS NOT NULL)sql",
                                       {templates.ids()}))
                          .ids();
  if (actions.empty()) return true;
  env["ir.actions.act_window"].check_access_rights("unlink");
  env.cr().execute(Sql("DELETE FROM ir_act_window WHERE id = ANY(%s::int[])", {actions}));
  return true;
}

Value create_action(const Records& templates, const Args&) {
  const Env& env = templates.env();
  static const char* const view = "mail.email_compose_message_wizard_form";
  if (!has_actions(env) || !has_view(env, view))
    throw ValueError("No record found for unique ID " + std::string(view) +
                     ". It may have been deleted.");
  env["ir.actions.act_window"].check_access_rights("create");
  for (const Records& one : templates.each()) {
    const std::string name = format(env.translate("Send Mail (%s)"), {one.get("name")});
    const std::string context =
        "{'default_composition_mode': 'mass_mail', 'default_template_id' : " +
        std::to_string(one.id()) + ", 'default_use_template': True}";
    const Id model = one.id("model_id");
    const auto rows = env.cr().execute(
        Sql(R"sql(
            INSERT INTO ir_act_window (name, type, res_model, context, view_mode, view_id,
                target, binding_model_id, binding_type, binding_view_types, "limit", create_uid,
                create_date, write_uid, write_date)
            VALUES (%s, 'ir.actions.act_window', 'mail.compose.message', %s, 'form,tree', %s,
                'new', nullif(%s, 0), 'action', 'list,form', 80, %s, %s, %s, %s)
            RETURNING id)sql",
            {name, context, env.ref(view), model, env.uid(), env.now(), env.uid(), env.now()}));
    env.cr().execute(Sql(R"sql(
            UPDATE mail_template
            SET ref_ir_act_window = %s, write_uid = %s, write_date = %s
            WHERE id = %s)sql",
                         {rows[0][0].integer(), env.uid(), env.now(), one.id()}));
  }
  templates.invalidate();
  return true;
}

Value unlink(const Records& templates, const Args& args) {
  templates.call("unlink_action");
  return args.super(templates);
}

Value copy(const Records& template_, const Args& args) {
  Value values = args["default"].is_object() ? args["default"] : Value::object();
  values["name"] = format(template_.env().translate("%s (copy)"), {template_.get("name")});
  return args.super(template_, {{"default", values}});
}

Value default_get(const Records& self, const Args& args) {
  Value values = args.super(self);
  if (values.contains("model") && truthy(values["model"])) {
    values["model_id"] =
        self.env()
            .sudo()["ir.model"]
            .search(Value::array({term("model", "=", values["model"])}), {.limit = 1})
            .id();
    values.erase("model");
  }
  return values;
}

Value build_expression(const Records&, const Args& args) {
  if (!truthy(args["field_name"])) return "";
  std::string expression = "${object." + to_text(args["field_name"]);
  if (truthy(args["sub_field_name"])) expression += "." + to_text(args["sub_field_name"]);
  if (truthy(args["null_value"])) expression += " or '''" + to_text(args["null_value"]) + "'''";
  return expression + "}";
}

}  // namespace

void define_mail_template_actions(Model& m) {
  m.method("create_action", On::multi, {}, create_action);
  m.method("unlink_action", On::multi, {}, unlink_action);
  m.method("unlink", On::multi, {}, unlink);
  m.method("copy", On::multi, {}, copy);
  m.method("default_get", On::model, {}, default_get);
  m.method("build_expression", On::multi, {"field_name", "sub_field_name", "null_value"},
           build_expression);
}

}  // namespace chatterd
