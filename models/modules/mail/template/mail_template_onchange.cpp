// mail.template: what a change in its form changes in other fields. The assistant for placeholders
// writes what is to be copied into a text.
#include "models/engine/orm/methods/onchange.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/modules/mail/template/mail_template.hpp"

namespace chatterd {
namespace template_form {
namespace {

Value on_model(const Records& self, const Args& args) {
  const Id model = to_id(form_value(self, args["values"], "model_id"));
  if (model == 0) return {{"value", {{"model", false}}}};
  return {{"value", {{"model", self.env().browse("ir.model", {model}).get("model")}}}};
}

std::string placeholder(const std::string& field, const std::string& below,
                        const std::string& otherwise) {
  return "${object." + field + (below.empty() ? "" : "." + below) +
         (otherwise.empty() ? "" : " or '''" + otherwise + "'''") + "}";
}

Value on_placeholder(const Records& self, const Args& args) {
  const Env& env = self.env();
  const Value& values = args["values"];
  const auto chosen = [&](const char* name) {
    const Id id = to_id(form_value(self, values, name));
    return env.browse("ir.model.fields", id ? Ids{id} : Ids{});
  };
  const Records field = chosen("model_object_field");
  if (field.empty())
    return {{"value",
             {{"sub_object", false},
              {"copyvalue", false},
              {"sub_model_object_field", false},
              {"null_value", false}}}};
  const std::string otherwise = to_text(form_value(self, values, "null_value"));
  const std::string type = field.text("ttype");
  if (type != "many2one" && type != "one2many" && type != "many2many")
    return {{"value",
             {{"sub_object", false},
              {"sub_model_object_field", false},
              {"copyvalue", placeholder(field.text("name"), "", otherwise)}}}};
  const Records model = env.sudo()["ir.model"].search(
      Value::array({term("model", "=", field.get("relation"))}), {0, 1, ""});
  if (model.empty()) return nullptr;
  return {{"value",
           {{"sub_object", model.id()},
            {"copyvalue", placeholder(field.text("name"),
                                      chosen("sub_model_object_field").text("name"), otherwise)}}}};
}

}  // namespace
}  // namespace template_form

void define_mail_template_onchange(Model& m) {
  m.method("_onchange_model_id", On::multi, {"values"}, template_form::on_model);
  for (const char* name :
       {"_onchange_model_object_field", "_onchange_sub_model_object_field", "_onchange_null_value"})
    m.method(name, On::multi, {"values"}, template_form::on_placeholder);
}

}  // namespace chatterd
