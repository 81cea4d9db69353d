// mail.compose.message: sending what the composer holds, as a message of a document or as e-mails
// to many.
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/python/python_expression.hpp"
#include "models/modules/base/res/settings.hpp"
#include "models/modules/mail/compose/mail_compose_message.hpp"
#include "models/modules/mail/compose/mail_compose_values.hpp"
#include "models/modules/mail/thread/mail_thread.hpp"

namespace chatterd {
namespace {

// A template's attachments are copied: what is posted must not take them from it.
void copy_template_attachments(const Records& wizard) {
  const Records attached = wizard.rel("attachment_ids");
  if (attached.empty() || wizard.text("composition_mode") == "mass_mail" ||
      !wizard.id("template_id"))
    return;
  const Records of_template = wizard.rel("template_id").rel("attachment_ids");
  Ids ids;
  for (const Records& attachment : attached.each()) {
    if (!contains(of_template.ids(), attachment.id())) {
      ids.push_back(attachment.id());
      continue;
    }
    const Value target = {{"res_model", "mail.compose.message"}, {"res_id", wizard.id()}};
    ids.push_back(to_ids(attachment.call("copy", Value::array({target}))).at(0));
  }
  std::reverse(ids.begin(), ids.end());
  wizard.write({{"attachment_ids", Value::array({command::set(ids)})}});
}

Ids targets(const Records& wizard) {
  const Env& env = wizard.env();
  const std::string mode = wizard.text("composition_mode"), model = wizard.text("model");
  const bool mass = mode == "mass_mail" || mode == "mass_post";
  if (mass && wizard.is("use_active_domain") && !model.empty()) {
    const PythonNames nothing{[](const std::string& name) -> Value {
                                throw std::invalid_argument("name '" + name + "' is not defined");
                              },
                              {}};
    return env[model].search(evaluate_python(wizard.text("active_domain"), nothing)).ids();
  }
  if (mass && !model.empty() && env.flag("active_ids")) return to_ids(env.context("active_ids"));
  return {wizard.id("res_id")};
}

std::map<Id, std::string> reply_addresses(const Records& wizard, const Records& documents) {
  const bool threaded = documents.model().find_method("_notify_get_reply_to") != nullptr;
  const Value found =
      threaded
          ? documents.call("_notify_get_reply_to", Value::array(),
                           {{"default", wizard.get("email_from")}})
          : wizard.env()["mail.thread"].call(
                "_notify_get_reply_to", Value::array(),
                {{"default", wizard.get("email_from")},
                 {"records", {{"model", documents.model().name()}, {"ids", documents.ids()}}}});
  std::map<Id, std::string> out;
  for (const Id id : documents.ids())
    if (const std::string key = std::to_string(id); found.contains(key))
      out[id] = to_text(found[key]);
  return out;
}

// Documents whose address is on the blacklist.
Ids blacklisted(const Records& documents) {
  if (!documents.model().is_a("mail.thread.blacklist")) return {};
  const Env& env = documents.env();
  std::set<std::string> refused;
  for (const Value& row : env.sudo()["mail.blacklist"].search(Value::array()).read({"email"}))
    refused.insert(to_text(row["email"]));
  Ids out;
  if (refused.empty()) return out;
  for (const Value& row : documents.read({"email_normalized"}))
    if (truthy(row["email_normalized"]) && refused.contains(to_text(row["email_normalized"])))
      out.push_back(to_id(row["id"]));
  return out;
}

Value id_or_false(Id id) { return id ? Value(id) : Value(false); }

// The values that all documents share.
Value static_values(const Records& wizard) {
  return {{"subject", wizard.get("subject")},
          {"body", wizard.is("body") ? wizard.get("body") : Value("")},
          {"parent_id", id_or_false(wizard.id("parent_id"))},
          {"partner_ids", wizard.rel("partner_ids").ids()},
          {"attachment_ids", wizard.rel("attachment_ids").ids()},
          {"author_id", id_or_false(wizard.id("author_id"))},
          {"email_from", wizard.get("email_from")},
          {"record_name", wizard.get("record_name")},
          {"no_auto_thread", wizard.get("no_auto_thread")},
          {"mail_server_id", id_or_false(wizard.id("mail_server_id"))},
          {"mail_activity_type_id", id_or_false(wizard.id("mail_activity_type_id"))}};
}

// What an e-mail of mass mailing has of its own.
void add_mass_values(const Records& wizard, Id id, Value rendered,
                     const std::map<Id, std::string>& replies, bool refused, Value& values) {
  const Env& env = wizard.env();
  values["headers"] = email_headers(env.browse(wizard.text("model"), {id}));
  values["notification"] = !wizard.is("auto_delete_message");
  values["model"] = wizard.get("model");
  values["res_id"] = id;
  values["record_name"] = false;
  if (wizard.is("auto_delete") || wizard.rel("template_id").is("auto_delete"))
    values["auto_delete"] = true;
  if (rendered.contains("partner_ids"))
    for (const Value& partner : rendered["partner_ids"]) values["partner_ids"].push_back(partner);
  rendered.erase("partner_ids");
  values.update(rendered);
  if (!wizard.is("no_auto_thread")) {
    values.erase("reply_to");
    if (const auto own = replies.find(id); own != replies.end() && !own->second.empty())
      values["reply_to"] = own->second;
  } else if (!values.contains("reply_to") || !truthy(values["reply_to"])) {
    values["reply_to"] = values["email_from"];
  }
  values["body_html"] = values["body"];
  Value recipients = Value::array();
  for (const Value& partner : values["partner_ids"]) recipients.push_back(command::link(partner));
  values["recipient_ids"] = std::move(recipients);
  values.erase("partner_ids");
  Ids copies;
  for (const Id attachment : to_ids(values["attachment_ids"])) {
    const Value target = {{"res_model", "mail.compose.message"}, {"res_id", wizard.id()}};
    copies.push_back(
        to_ids(env.browse("ir.attachment", {attachment}).call("copy", Value::array({target})))
            .at(0));
  }
  std::reverse(copies.begin(), copies.end());
  values["attachment_ids"] = env["mail.thread"].call(
      "_message_post_process_attachments",
      Value::array({Value::array(), copies,
                    Value{{"model", "mail.message"}, {"res_id", 0}}}))["attachment_ids"];
  if (refused) {
    values["state"] = "cancel";
    values["notification"] = false;
  }
}

std::vector<std::pair<Id, Value>> mail_values(const Records& wizard, const Ids& ids) {
  const Env& env = wizard.env();
  const bool mass = wizard.text("composition_mode") == "mass_mail" && wizard.is("model");
  std::map<Id, Value> rendered;
  std::map<Id, std::string> replies;
  Ids refused;
  if (mass) {
    const Records documents = env.browse(wizard.text("model"), ids);
    rendered = rendered_message(wizard, ids);
    if (!wizard.is("no_auto_thread")) replies = reply_addresses(wizard, documents);
    refused = blacklisted(documents);
  }
  std::vector<std::pair<Id, Value>> out;
  for (const Id id : ids) {
    Value values = static_values(wizard);
    if (mass) add_mass_values(wizard, id, rendered.at(id), replies, contains(refused, id), values);
    out.emplace_back(id, std::move(values));
  }
  return out;
}

Value get_mail_values(const Records& self, const Args& args) {
  Value out = Value::object();
  for (auto& [id, values] : mail_values(self.ensure_one(), to_ids(args["res_ids"]))) {
    // an empty record set, printed
    if (!truthy(values["parent_id"])) values["parent_id"] = recordset_text("mail.message", {});
    out[std::to_string(id)] = values;
  }
  return out;
}

// One document: a message on it, or a notification where it has no chatter.
void post(const Records& wizard, Id id, const Value& subtype, Value values) {
  const Env& env = wizard.env();
  const Records template_ = wizard.rel("template_id");
  const std::string model = wizard.text("model");
  const bool threaded =
      !model.empty() && env.registry().at(model).find_method("message_post") != nullptr;
  Value arguments{
      {"message_type", wizard.get("message_type")},
      {"subtype_id", subtype},
      {"email_layout_xmlid", env.context("custom_layout")},
      {"add_sign", template_.empty()},
      {"mail_auto_delete", template_.empty() ? Value(false) : template_.get("auto_delete")},
      {"model_description", env.context("model_description")}};
  arguments.update(values);
  Env posting = env;
  if (wizard.text("composition_mode") == "mass_post")
    posting =
        env.with_context({{"mail_notify_force_send", false}, {"mail_create_nosubscribe", true}});
  if (threaded && model != "mail.thread") {
    posting.browse(model, {id}).call("message_post", Value::array(), arguments);
    return;
  }
  if (!model.empty()) {
    arguments["model"] = model;
    arguments["res_id"] = id;
  }
  const Value made = posting["mail.thread"].call("message_notify", Value::array(), arguments);
  if (made == recordset_text("mail.message", {}))
    throw UserError(env.translate("No recipient found."));
}

void send(const Records& wizard) {
  const Env& env = wizard.env();
  copy_template_attachments(wizard);
  const std::string mode = wizard.text("composition_mode");
  const Ids ids = targets(wizard);
  const std::string configured = to_text(config_parameter(env, "mail.batch_size"));
  std::size_t batch = 500;
  if (!configured.empty() && configured.find_first_not_of("0123456789") == std::string::npos &&
      configured.size() < 10)
    batch = std::max<std::size_t>(1, std::stoul(configured));
  Value subtype =
      wizard.id("subtype_id") ? Value(wizard.id("subtype_id")) : Value(env.ref("mail.mt_comment"));
  if (mode == "mass_mail" || wizard.is("is_log") || (mode == "mass_post" && !wizard.is("notify")))
    subtype = false;
  for (std::size_t from = 0; from < ids.size(); from += batch) {
    const Ids part(ids.begin() + static_cast<std::ptrdiff_t>(from),
                   ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), from + batch)));
    Value mails = Value::array();
    for (auto& [id, values] : mail_values(wizard, part)) {
      if (mode == "mass_mail")
        mails.push_back(std::move(values));
      else
        post(wizard, id, subtype, std::move(values));
    }
    if (!mails.empty())
      env["mail.mail"].create(mails).call("send", Value::array(), {{"auto_commit", false}});
  }
}

Value send_mail(const Records& self, const Args&) {
  for (const Records& wizard : self.each()) send(wizard);
  return nullptr;
}

Value action_send_mail(const Records& self, const Args&) {
  self.call("send_mail");
  return {{"type", "ir.actions.act_window_close"}, {"infos", "mail_sent"}};
}

}  // namespace

void define_mail_compose_send(Model& m) {
  m.method("get_mail_values", On::multi, {"res_ids"}, get_mail_values);
  m.method("send_mail", On::multi, {{"auto_commit", false}}, send_mail);
  m.method("action_send_mail", On::multi, {}, action_send_mail);
}

}  // namespace chatterd
