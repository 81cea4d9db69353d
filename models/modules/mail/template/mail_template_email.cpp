// mail.template: e-mails made of a template: generate_email, recipients, languages, send_mail.
#include "models/engine/html/email_text.hpp"
#include "models/engine/html/html.hpp"
#include "models/engine/html/python_text.hpp"
#include "models/engine/log.hpp"
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/values/translation.hpp"
#include "models/engine/templates/record_values.hpp"
#include "models/modules/mail/template/mail_template.hpp"
#include "models/modules/mail/template/mail_views.hpp"

namespace chatterd {
namespace {

// get_email_template: the template in the language of each record.
std::map<Id, Records> in_languages(const Records& template_, const Ids& ids) {
  const Env& env = template_.env();
  std::map<Id, Records> out;
  if (truthy(env.context("template_preview_lang"))) {
    for (const Id id : ids)
      out.emplace(id, template_.with_context({{"lang", env.context("template_preview_lang")}}));
    return out;
  }
  for (const auto& [id, lang] :
       render_template(env, template_.get("lang"), template_.text("model"), ids))
    out.emplace(id, lang.empty() ? template_ : template_.with_context({{"lang", lang}}));
  return out;
}

Value partners_of_texts(const Env& env, const std::string& partner_to) {
  Ids wanted;
  std::size_t at = 0;
  while (at <= partner_to.size()) {
    const std::size_t end = std::min(partner_to.find(',', at), partner_to.size());
    if (end > at) wanted.push_back(python_int(partner_to.substr(at, end - at)));
    at = end + 1;
  }
  return env.sudo().browse("res.partner", wanted).exists().ids();
}

std::string taken(Value& values, const char* key) {
  const std::string text = values.contains(key) ? to_text(values[key]) : "";
  values.erase(key);
  return text;
}

// generate_recipients for all results, those of other languages included, as stock does.
void add_recipients(const Records& template_, const Ids& ids, std::map<Id, Value>& results) {
  const Env& env = template_.env();
  const std::string model = template_.text("model");
  if (template_.is("use_default_to") || env.flag("tpl_force_default_to"))
    for (const auto& [id, recipients] : default_recipients(env.sudo().browse(model, ids))) {
      results[id].erase("partner_to");
      results[id].update(recipients);
    }
  const bool partners_only = env.flag("tpl_partners_only");
  std::map<Id, Value> companies;
  if (partners_only && !model.empty() && env.registry().at(model).find_field("company_id")) {
    Ids all;
    for (const auto& [id, values] : results) all.push_back(id);
    for (const Value& row : env.browse(model, all).read({"company_id"}))
      companies[to_id(row["id"])] = truthy(row["company_id"]) ? row["company_id"][0] : Value();
  }
  for (auto& [id, values] : results) {
    Value partners = values.contains("partner_ids") ? values["partner_ids"] : Value::array();
    if (partners_only) {
      std::vector<std::string> addresses = html::email_split(taken(values, "email_to"));
      for (std::string& address : html::email_split(taken(values, "email_cc")))
        addresses.push_back(std::move(address));
      Records contacts = env["res.partner"];
      if (const auto company = companies.find(id); company != companies.end())
        contacts = contacts.with_context({{"default_company_id", company->second}});
      for (const std::string& address : addresses)
        partners.push_back(contacts.call("find_or_create", Value::array({address})));
    }
    if (const std::string partner_to = taken(values, "partner_to"); !partner_to.empty())
      for (const Value& partner : partners_of_texts(env, partner_to)) partners.push_back(partner);
    values["partner_ids"] = std::move(partners);
  }
}

bool has_any(const Value& fields, std::initializer_list<const char*> names) {
  return std::any_of(fields.begin(), fields.end(), [&](const Value& field) {
    return std::any_of(names.begin(), names.end(), [&](const char* name) { return field == name; });
  });
}

// What does not depend on placeholders, and the body for the chatter.
void complete(const Records& template_, Id id, const Value& fields, Value& values) {
  if (has_any(fields, {"body_html"}) && template_.is("user_signature")) {
    const std::string signature = template_.env().user().text("signature");
    if (!signature.empty())
      values["body_html"] = html::append_content_to_html(to_text(values["body_html"]), signature,
                                                         html::Content::html);
  }
  if (values.contains("body_html") && truthy(values["body_html"]))
    values["body"] = html::sanitize(to_text(values["body_html"]));
  const Id server = template_.id("mail_server_id");
  values["mail_server_id"] = server ? Value(server) : Value(false);
  values["auto_delete"] = template_.get("auto_delete");
  values["model"] = template_.get("model");
  values["res_id"] = id ? Value(id) : Value(false);
  values["attachment_ids"] = template_.rel("attachment_ids").ids();
}

Value generate_email(const Records& self, const Args& args) {
  return by_record(generate_emails(self, asked_records(args["res_ids"]), args["fields"]),
                   args["res_ids"]);
}

// results: values by record id as text → the same with partner_ids.
Value generate_recipients(const Records& self, const Args& args) {
  std::map<Id, Value> results;
  for (const auto& [id, values] : args["results"].items()) results[std::stoll(id)] = values;
  add_recipients(self.ensure_one(), asked_records(args["res_ids"]), results);
  return by_record(results, Value::array());
}

Value render_post_process(const Records& self, const Args& args) {
  return with_absolute_links(self.env(), to_text(args["html"]));
}

// send_mail's notif_layout: the body inside a layout.
void add_layout(const Records& template_, Id id, const std::string& layout, Value& values) {
  const Env& env = template_.env();
  if (!truthy(values["body_html"])) return;
  if (!has_view(env, layout)) {
    log_warning("QWeb template " + layout + " not found when sending template " +
                template_.text("name") + ". Sending without layouting.");
    return;
  }
  const Records record = env.browse(template_.text("model"), {id});
  Records company = env.browse("res.company", {env.company()});
  if (record.model().find_field("company_id") && record.id("company_id"))
    company = record.rel("company_id");
  const templates::Any message = templates::new_record_value(
      env.sudo()["mail.message"],
      {{"body", to_text(values["body_html"])},
       {"record_name", templates::plain_value(record.get("display_name"))}});
  values["body_html"] =
      with_absolute_links(env, render_view(env, layout,
                                           {{"message", message},
                                            {"model_description", model_label(env, record.model())},
                                            {"company", templates::records_value(company)},
                                            {"record", templates::records_value(record)}}));
}

Value send_mail(const Records& self, const Args& args) {
  const Env& env = self.ensure_one().env();
  const Id id = to_id(args["res_id"]);
  Value values = generate_emails(self, {id}).at(id);
  Value recipients = Value::array(), attachments = Value::array();
  for (const Value& partner : values["partner_ids"]) recipients.push_back(command::link(partner));
  for (const Value& attachment : values["attachment_ids"])
    attachments.push_back(command::link(attachment));
  values["recipient_ids"] = std::move(recipients);
  values["attachment_ids"] = std::move(attachments);
  if (args["email_values"].is_object()) values.update(args["email_values"]);
  const Value attachment_ids = values["attachment_ids"];
  values.erase("attachment_ids");
  const Value made = values.contains("attachments") ? values["attachments"] : Value::array();
  values.erase("attachments");
  if (values.contains("email_from") && !truthy(values["email_from"])) values.erase("email_from");
  if (truthy(args["notif_layout"])) add_layout(self, id, to_text(args["notif_layout"]), values);
  const Records mail = env["mail.mail"].create(values);
  Value links = attachment_ids.is_array() ? attachment_ids : Value::array();
  for (const Value& attachment : made)
    links.push_back(command::link(env["ir.attachment"]
                                      .create({{"name", attachment[0]},
                                               {"datas", attachment[1]},
                                               {"type", "binary"},
                                               {"res_model", "mail.message"},
                                               {"res_id", mail.id("mail_message_id")}})
                                      .id()));
  if (!links.empty()) mail.write({{"attachment_ids", links}});
  if (truthy(args["force_send"]))
    mail.call("send", Value::array(), {{"raise_exception", args["raise_exception"]}});
  return mail.id();
}

}  // namespace

Ids asked_records(const Value& asked) {
  Ids out;
  for (const Value& id : asked.is_array() ? asked : Value::array({asked})) out.push_back(to_id(id));
  return out;
}

Value by_record(const std::map<Id, Value>& results, const Value& asked) {
  if (results.empty())
    throw Error(ErrorKind::internal, "list index out of range", "builtins.IndexError");
  if (!asked.is_array()) return results.begin()->second;
  Value out = Value::object();
  for (const auto& [id, values] : results) out[std::to_string(id)] = values;
  return out;
}

std::map<Id, Value> default_recipients(const Records& records) {
  std::map<Id, Value> out;
  if (records.model().find_method("_message_get_default_recipients")) {
    const Value found = records.call("_message_get_default_recipients");
    for (const auto& [id, values] : found.items()) out[std::stoll(id)] = values;
    return out;
  }
  const Model& model = records.model();
  const auto has = [&](const Records& record, const char* field) {
    return model.find_field(field) && record.is(field);
  };
  for (const Records& record : records.each()) {
    Value values{{"partner_ids", Value::array()}, {"email_to", false}, {"email_cc", false}};
    if (has(record, "partner_id"))
      values["partner_ids"].push_back(record.id("partner_id"));
    else
      for (const char* field : {"email_normalized", "email_from", "partner_email", "email"})
        if (has(record, field)) {
          values["email_to"] = record.get(field);
          break;
        }
    out[record.id()] = std::move(values);
  }
  return out;
}

std::map<Id, Value> generate_emails(const Records& template_, const Ids& ids, const Value& given) {
  template_.ensure_one();
  const Env& env = template_.env();
  const Value fields = given.is_array()
                           ? given
                           : Value::array({"subject", "body_html", "email_from", "email_to",
                                           "partner_to", "email_cc", "reply_to", "scheduled_date"});
  std::map<Id, Value> results;
  if (ids.empty()) return results;
  // Odoo groups the records by template, and a template in another language is equal to itself: the
  // first record's language is that of all
  const Records own = in_languages(template_, ids).at(ids[0]);
  Env rendering = env;
  if (own.is("lang")) rendering = rendering.with_context({{"lang", own.env().context("lang")}});
  for (const Value& field : fields) {
    const std::string name = to_text(field);
    const Env with_safe = rendering.with_context({{"safe", name == "subject"}});
    for (auto& [id, text] :
         render_template(with_safe, own.get(name), own.text("model"), ids, name == "body_html"))
      results[id][name] = text;
  }
  for (const Id id : ids) results.emplace(id, Value::object());
  if (has_any(fields, {"email_to", "partner_to", "email_cc"})) add_recipients(own, ids, results);
  for (const Id id : unique(ids)) complete(own, id, fields, results[id]);
  return results;
}

void define_mail_template_email(Model& m) {
  const Value none = nullptr;
  // res_ids: one id or a list → values of mail.mail, or an object of them by id as text
  m.method("generate_email", On::multi, {"res_ids", {"fields", none}}, generate_email);
  m.method("generate_recipients", On::multi, {"results", "res_ids"}, generate_recipients);
  m.method("render_post_process", On::model, {"html"}, render_post_process);
  // → the mail.mail's id
  m.method("send_mail", On::multi,
           {"res_id",
            {"force_send", false},
            {"raise_exception", false},
            {"email_values", none},
            {"notif_layout", false}},
           send_mail);
}

}  // namespace chatterd
