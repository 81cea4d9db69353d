// mail.compose.message: templates in the composer: choosing one, rendering, saving as one.
#include "models/engine/html/html.hpp"
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/shared_caches.hpp"
#include "models/engine/orm/values/translation.hpp"
#include "models/engine/templates/jinja/jinja_lexer.hpp"
#include "models/modules/mail/compose/mail_compose_message.hpp"
#include "models/modules/mail/compose/mail_compose_values.hpp"
#include "models/modules/mail/template/mail_template.hpp"

namespace chatterd {
namespace {

// The template's own texts: mass mailing renders them later, for each document.
Value unrendered(const Env& env, Id template_id) {
  const Records template_ = env.browse("mail.template", {template_id});
  Value values = Value::object();
  for (const char* field : {"subject", "body_html", "email_from", "reply_to"})
    if (template_.is(field)) values[field] = template_.get(field);
  const Records attached = template_.rel("attachment_ids");
  if (!attached.empty()) values["attachment_ids"] = attached.ids();
  if (const Id server = template_.id("mail_server_id")) values["mail_server_id"] = server;
  if (template_.is("user_signature") && values.contains("body_html"))
    values["body_html"] = html::append_content_to_html(
        to_text(values["body_html"]), env.user().text("signature"), html::Content::html);
  return values;
}

Value defaults(const Records& self, const Value& mode, const Value& model, const Value& res_id) {
  const Records opened = self.with_context(
      {{"default_composition_mode", mode}, {"default_model", model}, {"default_res_id", res_id}});
  const Value known =
      opened.call("default_get",
                  Value::array({Value::array({"composition_mode", "model", "res_id", "parent_id",
                                              "partner_ids", "subject", "body", "email_from",
                                              "reply_to", "attachment_ids", "mail_server_id"})}));
  Value values = Value::object();
  for (const char* key : {"subject", "body", "partner_ids", "email_from", "reply_to",
                          "attachment_ids", "mail_server_id"})
    if (known.contains(key)) values[key] = known[key];
  return values;
}

// _convert_to_write of plain values.
Value writable(const Records& self, const Value& values) {
  Value out = Value::object();
  for (const auto& [name, value] : values.items()) {
    const Field* field = self.model().find_field(name);
    if (field == nullptr) continue;
    if (field->x2many() && !truthy(value) && !value.is_array())
      out[name] = Value::array({Value::array({5})});
    else
      out[name] = field->type == FieldType::many2one && !truthy(value) ? Value(false) : value;
  }
  return out;
}

Value onchange_template_id(const Records& self, const Args& args) {
  const Env& env = self.env();
  const Id template_id = to_id(args["template_id"]);
  Value values;
  if (template_id && args["composition_mode"] == "mass_mail") {
    values = unrendered(env, template_id);
  } else if (template_id) {
    const Id res_id = to_id(args["res_id"]);
    values = composer_values(env, template_id, {res_id}).at(res_id);
    if (values.contains("attachment_ids"))
      values["attachment_ids"] = Value::array({command::set(values["attachment_ids"])});
  } else {
    values = defaults(self, args["composition_mode"], args["model"], args["res_id"]);
  }
  if (values.contains("body_html") && truthy(values["body_html"])) {
    values["body"] = values["body_html"];
    values.erase("body_html");
  }
  return {{"value", writable(self, values)}};
}

Value onchange_wrapper(const Records& self, const Args&) {
  const Records& wizard = self.ensure_one();
  const Value found =
      wizard.call("onchange_template_id",
                  Value::array({wizard.id("template_id"), wizard.get("composition_mode"),
                                wizard.get("model"), wizard.get("res_id")}))["value"];
  Value values = found;
  // ids that are assigned to a list of records replace what is there
  for (auto& [name, value] : values.items())
    if (self.model().field_of(name).x2many() && !value.empty() && !value[0].is_array())
      value = Value::array({command::set(Value(value))});
  wizard.write(values);
  return nullptr;
}

Value save_as_template(const Records& self, const Args&) {
  const Env& env = self.env();
  for (const Records& wizard : self.each()) {
    const std::string name = wizard.is("model") ? wizard.text("model") : "mail.message";
    const Records model =
        env.sudo()["ir.model"].search(Value::array({term("model", "=", name)}), {.limit = 1});
    const std::string label = model.empty() ? "" : model_label(env, env.registry().at(name));
    const Records template_ = env["mail.template"].create(
        {{"name", label + ": " + (wizard.is("subject") ? wizard.text("subject") : "False")},
         {"subject", wizard.is("subject") ? wizard.get("subject") : Value(false)},
         {"body_html", wizard.is("body") ? wizard.get("body") : Value(false)},
         {"model_id", model.empty() ? Value(false) : Value(model.id())},
         {"attachment_ids", Value::array({command::set(wizard.rel("attachment_ids").ids())})}});
    wizard.write({{"template_id", template_.id()}});
    wizard.call("onchange_template_id_wrapper");
    Value context = env.context();
    context["default_model"] = wizard.get("model");
    return {{"type", "ir.actions.act_window"},     {"view_mode", "form"}, {"res_id", wizard.id()},
            {"res_model", "mail.compose.message"}, {"target", "new"},     {"context", context}};
  }
  return nullptr;
}

Value render_message(const Records& self, const Args& args) {
  return by_record(rendered_message(self.ensure_one(), asked_records(args["res_ids"])),
                   args["res_ids"]);
}

Value generate_for_composer(const Records& self, const Args& args) {
  const Ids ids = asked_records(args["res_ids"]);
  return by_record(composer_values(self.env(), to_id(args["template_id"]), ids, args["fields"]),
                   args["res_ids"]);
}

}  // namespace

std::map<Id, Value> composer_values(const Env& env, Id template_id, const Ids& ids,
                                    const Value& given) {
  const Value fields =
      given.is_array()
          ? given
          : Value::array({"subject", "body_html", "email_from", "email_to", "partner_to",
                          "email_cc", "reply_to", "attachment_ids", "mail_server_id"});
  Value returned = fields;
  returned.push_back("partner_ids");
  returned.push_back("attachments");
  const Records template_ =
      env.with_context({{"tpl_partners_only", true}}).browse("mail.template", {template_id});
  std::map<Id, Value> out;
  for (auto& [id, made] : generate_emails(template_, ids, fields)) {
    Value values = Value::object();
    for (const Value& field : returned) {
      const std::string name = to_text(field);
      if (made.contains(name) && truthy(made[name])) values[name] = made[name];
    }
    values["body"] = values.contains("body_html") ? values["body_html"] : Value("");
    values.erase("body_html");
    out[id] = std::move(values);
  }
  return out;
}

std::map<Id, Value> rendered_message(const Records& wizard, const Ids& ids) {
  const Env& env = wizard.env();
  const std::string model = wizard.text("model");
  // People from outside send what they have written; what a template would make of it, only
  // employees may ask for.
  const auto user = env.user_info();
  const bool outside = !env.su() && (!user || user->share);
  const auto render = [&](const char* field, bool post_process = false) {
    if (outside && templates::has_marks(wizard.text(field)))
      throw AccessError("Sorry, you are not allowed to use placeholders in messages.");
    return render_template(env, wizard.get(field), model, ids, post_process);
  };
  const auto subjects = render("subject"), bodies = render("body", true),
             senders = render("email_from"), replies = render("reply_to");
  std::map<Id, Value> recipients;
  const bool addressed = !wizard.rel("partner_ids").empty();
  if (!addressed) recipients = default_recipients(env.sudo().browse(model, ids));
  std::map<Id, Value> generated;
  const Id template_id = wizard.id("template_id");
  if (template_id)
    generated = composer_values(
        env, template_id, ids,
        Value::array({"email_to", "partner_to", "email_cc", "attachment_ids", "mail_server_id"}));
  std::map<Id, Value> out;
  for (const Id id : ids) {
    Value own{{"subject", subjects.at(id)},
              {"body", bodies.at(id)},
              {"email_from", senders.at(id)},
              {"reply_to", replies.at(id)}};
    if (recipients.contains(id)) own.update(recipients[id]);
    Value values = template_id ? generated.at(id) : Value::object();
    if (!values.empty()) {
      for (const char* key : {"partner_ids", "email_to", "email_cc"}) own.erase(key);
      values.erase("attachment_ids");
    }
    values.update(own);
    out[id] = std::move(values);
  }
  return out;
}

void define_mail_compose_template(Model& m) {
  const Value none = nullptr;
  // → {"value": values to write}
  m.method("onchange_template_id", On::multi,
           {"template_id", "composition_mode", "model", "res_id"}, onchange_template_id);
  m.method("onchange_template_id_wrapper", On::multi, {}, onchange_wrapper);
  m.method("save_as_template", On::multi, {}, save_as_template);
  m.method("render_message", On::multi, {"res_ids"}, render_message);
  m.method("generate_email_for_composer", On::model, {"template_id", "res_ids", {"fields", none}},
           generate_for_composer);
}

}  // namespace chatterd
