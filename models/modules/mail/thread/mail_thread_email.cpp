// E-mails to those who want to be told by e-mail: queue rows, as Odoo's mail cron sends them, and
// their notification rows (_notify_record_by_email).
#include "models/engine/html/python_text.hpp"
#include "models/engine/log.hpp"
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/values/translation.hpp"
#include "models/engine/templates/record_values.hpp"
#include "models/modules/base/res/settings.hpp"
#include "models/modules/mail/message/mail_message.hpp"
#include "models/modules/mail/outgoing/mail_mail.hpp"
#include "models/modules/mail/template/mail_template.hpp"
#include "models/modules/mail/template/mail_views.hpp"
#include "models/modules/mail/thread/mail_thread.hpp"
#include "models/modules/mail/thread/mail_tracking_value.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

constexpr std::size_t recipients_per_mail = 50;

Value value_of(const Records& message, const Value& msg_vals, const char* name) {
  if (truthy(msg_vals)) return msg_vals.contains(name) ? msg_vals[name] : Value();
  return message.get(name);
}

std::string text_of_value(const Value& value) {
  if (value.is_null() || value == false) return {};
  return value.is_string() ? value.get<std::string>() : python_repr(value);
}

std::string label_of(const Env& env, const Value& model) {
  const Model* known = truthy(model) ? env.registry().find(to_text(model)) : nullptr;
  return known ? model_label(env, *known) : std::string();
}

std::string view_link(const Records& document) {
  const std::string link = "/mail/view?model=" + document.model().name() + "&res_id=" +
                           (document.empty() ? "False" : std::to_string(document.id()));
  return document.empty() ? link : to_text(config_parameter(document.env(), "web.base.url")) + link;
}

// Groups with recipients: {"has_button_access", "button_access": {"url", "title"}, "actions",
// "recipients"}.
Value classify_recipients(const Records& document, const Args& args) {
  const Env& env = document.env();
  Value groups = document.call("_notify_get_groups");
  const std::string link = view_link(document);
  const std::string title = truthy(args["model_name"])
                                ? format(env.translate("View %s"), {args["model_name"]})
                                : env.translate("View");
  for (Value& group : groups) {
    Value& data = group[1];
    if (!data.contains("has_button_access")) data["has_button_access"] = true;
    if (!data.contains("button_access")) data["button_access"] = Value::object();
    if (!data["button_access"].contains("url")) data["button_access"]["url"] = link;
    if (!data["button_access"].contains("title")) data["button_access"]["title"] = title;
    if (!data.contains("actions")) data["actions"] = Value::array();
    data["recipients"] = Value::array();
  }
  for (const Value& recipient : args["recipient_data"]) {
    for (Value& group : groups) {
      if (truthy(group[1].value("nobody", Value()))) continue;
      if (group[0] != "customer" && group[0] != recipient["type"]) continue;
      group[1]["recipients"].push_back(recipient["id"]);
      break;
    }
  }
  Value out = Value::array();
  for (const Value& group : groups)
    if (!group[1]["recipients"].empty()) out.push_back(group[1]);
  return out;
}

// The signature of the author's user, or his name.
std::string signature_of(const Records& message, const Value& msg_vals) {
  const Env& env = message.env();
  if (!truthy(value_of(message, msg_vals, "add_sign"))) return {};
  const Id author = to_id(value_of(message, msg_vals, "author_id"));
  if (author != 0 && author == own_partner(env)) return env.user().text("signature");
  const Records partner = env.sudo().browse("res.partner", author ? Ids{author} : Ids{});
  const Records users = partner.rel("user_ids");
  if (!users.empty()) return users.each()[0].text("signature");
  return "<p>-- <br/>" + (partner.empty() ? "False" : text_of_value(partner.get("name"))) + "</p>";
}

Records company_of(const Records& document, const Records& message, const Value& msg_vals) {
  const Env env = document.env().sudo();
  if (!document.empty() && document.model().find_field("company_id"))
    return env.browse("res.company", to_ids(document.get("company_id")));
  const Id author = to_id(value_of(message, msg_vals, "author_id"));
  Records user = env.user();
  if (author != 0 && author != own_partner(env)) {
    const Records users = env.browse("res.partner", {author}).rel("user_ids");
    if (!users.empty()) user = users.each()[0];
  }
  return user.rel("company_id");
}

// The language in which a template wrote the message, else the context's.
Value layout_language(const Env& env) {
  const Value &given = env.context(), lang = env.context("lang");
  for (const char* key : {"default_template_id", "default_model", "default_res_id"})
    if (!given.contains(key)) return lang;
  const Id id = to_id(env.context("default_template_id")),
           record = to_id(env.context("default_res_id"));
  const Records template_ = env.browse("mail.template", id ? Ids{id} : Ids{});
  if (template_.empty() || !template_.is("lang")) return lang;
  return render_template(env, template_.get("lang"), to_text(env.context("default_model")),
                         {record})
      .at(record);
}

// _notify_prepare_template_context.
templates::Variables layout_values(const Records& document, const Records& message,
                                   const Value& msg_vals, const std::string& description) {
  const Env& env = document.env();
  const Records company = company_of(document, message, msg_vals);
  const std::string website = text_of_value(company.get("website")), start = html::lower(website);
  const bool absolute = start.starts_with("http:") || start.starts_with("https:");
  const Value lang = layout_language(env);
  const Id subtype = to_id(value_of(message, msg_vals, "subtype_id"));
  Value rows = Value::array();
  for (const bridge::Row row : env.cr().execute(Sql(R"sql(
           SELECT to_jsonb(t)
           FROM mail_tracking_value t
           WHERE mail_message_id = %s
           ORDER BY tracking_sequence, id)sql",
                                                    {message.id()})))
    rows.push_back(row[0].json());
  templates::List tracking;
  for (const Value& line : tracking_for_client(env, value_of(message, msg_vals, "model"), rows))
    tracking.push_back(templates::tuple_of({templates::plain_value(line["changed_field"]),
                                            templates::plain_value(line["old_value"]),
                                            templates::plain_value(line["new_value"])}));
  return {
      {"message", templates::records_value(message)},
      {"signature", signature_of(message, msg_vals)},
      {"website_url", website.empty() ? templates::Any(false)
                                      : templates::Any((absolute ? "" : "http://") + website)},
      {"company", templates::records_value(company)},
      {"model_description", description.empty() ? label_of(env.with_context({{"lang", lang}}),
                                                           value_of(message, msg_vals, "model"))
                                                : description},
      {"record", templates::records_value(document)},
      {"record_name", templates::plain_value(value_of(message, msg_vals, "record_name"))},
      {"tracking_values", templates::list_of(std::move(tracking))},
      {"is_discussion", subtype != 0 && subtype == env.ref("mail.mt_comment")},
      {"subtype", templates::records_value(message.sudo().rel("subtype_id"))},
      {"lang", templates::plain_value(lang)},
  };
}

// The e-mail's body; the message alone where there is no such layout.
std::string mail_body(const Records& message, const std::string& layout,
                      templates::Variables values, const Value& group) {
  const Env& env = message.env();
  if (!has_view(env, layout)) return with_absolute_links(env, text_of_value(message.get("body")));
  for (const auto& [name, value] : group.items()) values[name] = templates::plain_value(value);
  const Value lang =
      templates::truth(values["lang"]) ? Value(templates::str(values["lang"])) : Value();
  return with_absolute_links(env, render_view(env.with_context({{"lang", lang}}), layout, values));
}

// Rows that say who is told by which mail. Those that a resent message has already are put back to
// ready.
void insert_notifications(const Env& env, Id message, Id mail, Ids recipients,
                          bool check_existing) {
  if (check_existing) {
    const Ids known = env.cr()
                          .execute(Sql(
                              R"sql(
                    UPDATE mail_message_res_partner_needaction_rel
                    SET notification_status = 'ready', mail_id = %s
                    WHERE mail_message_id = %s
                      AND notification_type = 'email'
                      AND res_partner_id = ANY(%s::int[])
                    RETURNING res_partner_id)sql",
                              {mail, message, recipients}))
                          .ids();
    std::erase_if(recipients, [&](Id id) { return contains(known, id); });
  }
  if (!recipients.empty())
    env.cr().execute(Sql(R"sql(
            INSERT INTO mail_message_res_partner_needaction_rel (mail_message_id, res_partner_id,
                notification_type, mail_id, is_read, read_date, notification_status)
            SELECT %s, partner, 'email', %s, true, %s::timestamp, 'ready'
            FROM unnest(%s::int[]) WITH ORDINALITY AS listed(partner, place)
            ORDER BY place)sql",
                         {message, mail, env.now(), recipients}));
}

Value notify_by_email(const Records& document, const Args& args) {
  const Env& env = document.env();
  const Value& msg_vals = args["msg_vals"];
  // who stands in the headers of a mail that came in has got it from its sender
  const Ids reached = to_ids(env.context("mail_reached_by_sender"));
  Value partners = Value::array();
  for (const Value& partner : args["recipients_data"]["partners"])
    if (partner["notif"] == "email" && !contains(reached, to_id(partner["id"])))
      partners.push_back(partner);
  if (partners.empty()) return true;
  const Records message = env.browse("mail.message", {to_id(args["message"])});
  std::string label = text_of_value(args["model_description"]);
  if (label.empty())
    label = label_of(with_lang(document).env(), value_of(message, msg_vals, "model"));
  const Value groups =
      document.call("_notify_classify_recipients", Value::array({partners, label}));
  const templates::Variables values =
      layout_values(document, message, msg_vals, text_of_value(args["model_description"]));
  const Value layout = value_of(message, msg_vals, "email_layout_xmlid");
  const std::string name = truthy(layout) ? to_text(layout) : "mail.message_notification_email";
  if (!has_view(env, name))
    log_warning("QWeb template " + name +
                " not found when sending notification emails. Sending without layouting.");
  Value subject = message.get("subject");
  if (!truthy(subject))
    subject = message.is("record_name") ? Value("Re: " + message.text("record_name"))
                                        : message.get("record_name");
  const Records parent = message.sudo().rel("parent_id");
  Value base = {{"mail_message_id", message.id()},
                {"mail_server_id", message.sudo().get("mail_server_id")},
                {"auto_delete", args["mail_auto_delete"]},
                {"references", parent.empty() ? Value(false) : parent.get("message_id")},
                {"subject", subject}};
  if (const Value headers = email_headers(document); !headers.is_null()) base["headers"] = headers;
  const Records mails = env.sudo()["mail.mail"];
  Ids created;
  for (Value group : groups) {
    const Ids all = to_ids(group["recipients"]);
    group.erase("recipients");
    const std::string body = mail_body(message, name, values, group);
    for (std::size_t at = 0; at < all.size(); at += recipients_per_mail) {
      const Ids some(all.begin() + static_cast<std::ptrdiff_t>(at),
                     all.begin() + static_cast<std::ptrdiff_t>(
                                       std::min(all.size(), at + recipients_per_mail)));
      const Value recipients =
          document.call("_notify_email_recipient_values", Value::array({some}));
      const Ids to = to_ids(recipients["recipient_ids"]);
      Value mail_values = base;
      mail_values["body_html"] = body;
      mail_values["recipient_ids"] = Value::array();
      for (const Id id : to) mail_values["recipient_ids"].push_back(command::link(id));
      if (truthy(recipients["email_to"])) mail_values["email_to"] = recipients["email_to"];
      const Id mail = mails.create(mail_values).id();
      created.push_back(mail);
      insert_notifications(env, message.id(), mail, to, truthy(args["check_existing"]));
    }
  }
  message.invalidate();
  // many recipients are left to the mail queue
  const bool force = env.context().contains("mail_notify_force_send")
                         ? env.flag("mail_notify_force_send")
                         : truthy(args["force_send"]);
  if (!force || created.size() >= recipients_per_mail) return true;
  if (truthy(args["send_after_commit"]))
    send_after_commit(mails.browse(created), superuser_id);
  else
    mails.browse(created).call("send");
  return true;
}

Value common_headers(const Records& document) {
  return Value::array(
      {Value::array({"X-Odoo-Objects",
                     document.model().name() + "-" + std::to_string(document.ensure_one().id())})});
}

Value header_dict(const Records& document, const Args&) { return common_headers(document); }

Value recipient_values(const Records&, const Args& args) {
  return {{"email_to", false}, {"recipient_ids", args["recipient_ids"]}};
}

}  // namespace

Value email_headers(const Records& document) {
  if (document.empty()) return Value();
  // every model has the first header; those with a chatter may add more
  const bool threaded = document.model().find_method("_notify_email_header_dict") != nullptr;
  const Value headers =
      threaded ? document.call("_notify_email_header_dict") : common_headers(document);
  std::string out;
  for (const Value& pair : headers)
    out += (out.empty() ? "{" : ", ") + python_repr(pair[0]) + ": " + python_repr(pair[1]);
  return out + "}";
}

void define_mail_thread_email(Model& m) {
  m.method("_notify_record_by_email", On::multi,
           {"message",
            "recipients_data",
            {"msg_vals", false},
            {"model_description", false},
            {"mail_auto_delete", true},
            {"check_existing", false},
            {"force_send", true},
            {"send_after_commit", true},
            "**"},
           notify_by_email);
  m.method("_notify_classify_recipients", On::multi, {"recipient_data", "model_name"},
           classify_recipients);
  // → [[header, value], …] in the order in which Odoo writes them
  m.method("_notify_email_header_dict", On::multi, {}, header_dict);
  // → {"email_to", "recipient_ids"}
  m.method("_notify_email_recipient_values", On::multi, {"recipient_ids"}, recipient_values);
}

}  // namespace chatterd
