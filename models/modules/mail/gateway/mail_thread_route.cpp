// Where an incoming e-mail belongs: to the document it answers, to an alias, or to what the gateway
// names (mail.thread message_route).
#include "models/engine/html/email_text.hpp"
#include "models/engine/html/python_text.hpp"
#include "models/engine/log.hpp"
#include "models/engine/orm/python/python_expression.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/values/translation.hpp"
#include "models/engine/qweb/views.hpp"
#include "models/modules/base/res/settings.hpp"
#include "models/modules/mail/gateway/mail_gateway.hpp"
#include "models/modules/mail/outgoing/mail_mail.hpp"
#include "models/modules/mail/template/mail_views.hpp"

namespace chatterd {
namespace {

Value records_value(const std::string& model, Id id) {
  return {{"model", model}, {"ids", Ids{id}}};
}

std::string local_part(const std::string& address) {
  const auto all = html::email_split(address);
  return all.empty() ? std::string() : html::lower(all[0].substr(0, all[0].find('@')));
}

struct Routing {
  const Records& threads;
  const IncomingMail& mail;
  Value& dict;
  const Env& env() const { return threads.env(); }
  // The recipients that the headers name, those of the envelope included where a server noted them.
  std::vector<html::Address> recipients() const {
    std::vector<html::Address> out = html::email_split_tuples(text("recipients"));
    for (const char* name : {"X-Original-To", "Envelope-To", "X-Envelope-To"})
      for (html::Address& address : addresses_of_header(mail.part, name))
        out.push_back(std::move(address));
    return out;
  }
  std::string text(const char* name) const {
    return dict.contains(name) ? to_text(dict[name]) : std::string();
  }
};

// Domains whose addresses may be aliases: of the aliases, those that the administrator allows
// beside it, and those that the companies write from. Empty: any.
std::set<std::string> own_domains(const Env& env) {
  std::set<std::string> out;
  const std::string domain = html::lower(to_text(config_parameter(env, "mail.catchall.domain")));
  if (domain.empty()) return out;
  out.insert(domain);
  const std::string allowed = to_text(config_parameter(env, "mail.catchall.domain.allowed"));
  for (std::size_t at = 0; at < allowed.size();) {
    const std::size_t end = std::min(allowed.find(',', at), allowed.size());
    out.insert(html::lower(html::strip(std::string_view(allowed).substr(at, end - at))));
    at = end + 1;
  }
  for (const Value& row : env.sudo()["res.company"].search(Value::array()).read({"email"}))
    for (const std::string& email : html::email_split(to_text(row["email"])))
      out.insert(html::lower(email.substr(email.rfind('@') + 1)));
  return out;
}

// The local parts of the addresses that may be aliases; of "name+tag" also "name".
std::vector<std::string> own_local_parts(const Env& env, const std::vector<html::Address>& list) {
  const std::set<std::string> domains = own_domains(env);
  std::vector<std::string> out;
  for (const html::Address& address : list) {
    const std::size_t at = address.email.rfind('@');
    if (!domains.empty() && !domains.contains(html::lower(address.email.substr(at + 1)))) continue;
    const std::string local = html::lower(address.email.substr(0, at));
    out.push_back(local);
    if (const std::size_t plus = local.find('+'); plus != std::string::npos && plus > 0)
      out.push_back(local.substr(0, plus));
  }
  return out;
}

// Whether the address is the catchall's, the bounces' or an alias'.
bool is_ours(const Routing& routing, const std::string& address) {
  const Env& env = routing.env();
  if (to_text(config_parameter(env, "mail.catchall.domain")).empty()) return false;
  const std::vector<std::string> names = own_local_parts(env, html::email_split_tuples(address));
  for (const char* parameter : {"mail.catchall.alias", "mail.bounce.alias"})
    for (const std::string& name : names)
      if (name == to_text(config_parameter(env, parameter))) return true;
  return !names.empty() &&
         env.sudo()["mail.alias"].search_count(Value::array({term("alias_name", "in", names)})) > 0;
}

// _routing_warn.
void warn(const Routing& routing, const std::string& error, bool raise) {
  log_warning("e-mail with Message-Id " + routing.text("message_id") +
              " can't be routed: " + error);
  if (raise) throw ValueError(format(routing.env().translate("Mailbox unavailable - %s"), {error}));
}

// Programs get no answers: two of them would go on for ever (RFC 3834).
bool wrote_by_machine(const Routing& routing) {
  const auto header = [&](const char* name) {
    return html::lower(
        html::strip(bridge::decode_header(routing.mail.part.header(name).value_or(""))));
  };
  const std::string automatic = header("Auto-Submitted"), precedence = header("Precedence");
  if (!automatic.empty() && !automatic.starts_with("no")) return true;
  for (const char* kind : {"bulk", "junk", "list", "auto_reply"})
    if (precedence == kind) return true;
  for (const char* name : {"List-Id", "List-Unsubscribe", "List-Post", "X-Autoreply",
                           "X-Autorespond", "X-Autogenerated"})
    if (routing.mail.part.header(name)) return true;
  // Exchange's way to say that no program is to answer
  const std::string suppressed = header("X-Auto-Response-Suppress");
  return suppressed.find("all") != std::string::npos ||
         suppressed.find("autoreply") != std::string::npos || header("Return-Path") == "<>" ||
         html::email_split(routing.text("email_from")).empty() ||
         is_ours(routing, routing.text("email_from"));
}

// _routing_create_bounce_email.
void send_bounce(const Routing& routing, const std::string& body, Value values = Value::object()) {
  const Env& env = routing.env();
  if (wrote_by_machine(routing)) return;
  std::vector<std::string> paths = routing.mail.part.all_headers("Return-Path");
  const std::string path = html::decode_message_header(paths);
  values["body_html"] = body;
  values["subject"] =
      "Re: " + bridge::decode_header(routing.mail.part.header("Subject").value_or("None"));
  values["email_to"] = path.empty() ? routing.text("email_from") : path;
  values["auto_delete"] = true;
  const Value from = env["ir.mail_server"].call("_get_default_bounce_address");
  if (truthy(from)) values["email_from"] = "MAILER-DAEMON <" + to_text(from) + ">";
  send_after_commit(env["mail.mail"].create(values), env.uid());
}

// The headers of an incoming e-mail, as Python's email.message gives them.
class Headers : public templates::Object {
 public:
  explicit Headers(const Routing& routing) : routing_(routing) {}
  std::string type_name() const override { return "EmailMessage"; }
  std::string str() const override { return "<email.message.EmailMessage object>"; }
  std::optional<templates::Any> item(const templates::Any& key) const override {
    const auto found = routing_.mail.part.header(templates::str(key).c_str());
    return found ? templates::Any(html::valid_utf8(*found)) : templates::Any();
  }

 private:
  const Routing& routing_;
};

std::string catchall_body(const Routing& routing) {
  templates::Variables values = qweb::view_context(routing.env());
  values["message"] = std::make_shared<const Headers>(routing);
  return render_view(routing.env(), "mail.mail_bounce_catchall", values);
}

// _mail_find_user_for_gateway; 0 when there is none.
Id user_for(const Env& env, const std::string& email, const Records& alias) {
  const std::string normalized = html::email_normalize(email).value_or("");
  // whoever has no address is not everybody without one
  if (normalized.empty()) return alias.empty() ? 0 : alias.id("alias_user_id");
  const Value sought = normalized;
  const std::string domain = html::lower(to_text(config_parameter(env, "mail.catchall.domain")));
  if (!normalized.empty() && !domain.empty() &&
      normalized.substr(normalized.find('@') + 1) == domain) {
    const std::string left = normalized.substr(0, normalized.find('@'));
    // an address of ours: nobody is to follow himself
    if (env.sudo()["mail.alias"].search_count(Value::array({term("alias_name", "=", left)})) > 0)
      return 0;
  }
  if (!alias.empty() && alias.is("alias_parent_model_id") && alias.is("alias_parent_thread_id")) {
    const Records followers = env["mail.followers"].search(
        Value::array({term("res_model", "=", alias.rel("alias_parent_model_id").get("model")),
                      term("res_id", "=", alias.get("alias_parent_thread_id"))}));
    const Ids partners = followers.rel("partner_id").ids();
    const Records users =
        partners.empty()
            ? env["res.users"]
            : env["res.users"].search(Value::array({term("partner_id", "in", partners),
                                                    term("email_normalized", "=", sought)}),
                                      {0, 1, ""});
    if (!users.empty()) return users.id();
  }
  const Records users = env.sudo()["res.users"].search(
      Value::array({term("email_normalized", "=", sought)}), {0, 1, "name ASC"});
  if (!users.empty()) return users.id();
  return alias.empty() ? 0 : alias.id("alias_user_id");
}

// _routing_check_route: the route, refused (Odoo's False: the sender has been told) or unfit.
enum class Verdict { fit, unfit, refused };

// A mixin has the methods, but no documents.
bool accepts(const Env& env, const std::string& name, const char* method) {
  const Model& model = env.registry().at(name);
  return !model.is_abstract() && model.find_method(method) != nullptr;
}

// `thread` is the document that the route was for, even where there is none any more: as in Odoo,
// asking for its followers ends the routing then.
void find_author(const Routing& routing, const Route& route, Id thread, const Records& alias) {
  if (truthy(routing.dict.value("author_id", Value()))) return;
  Value records;
  if (thread)
    records = records_value(route.model, thread);
  else if (!alias.empty() && alias.is("alias_parent_model_id") &&
           alias.is("alias_parent_thread_id"))
    records = records_value(alias.rel("alias_parent_model_id").text("model"),
                            alias.id("alias_parent_thread_id"));
  const Value authors =
      routing.threads.call("_mail_find_partner_from_emails",
                           Value::array({Value::array({routing.dict["email_from"]}), records}));
  if (!authors.empty()) routing.dict["author_id"] = authors[0];
}

Verdict check_route(const Routing& routing, Route& route, bool raise) {
  const Env& env = routing.env();
  const auto _ = [&](const char* source) { return env.translate(source); };
  if (route.model.empty()) {
    warn(routing, _("target model unspecified"), raise);
    return Verdict::unfit;
  }
  if (env.registry().find(route.model) == nullptr) {
    warn(routing, format(_("unknown target model %s"), {route.model}), raise);
    return Verdict::unfit;
  }
  const Records alias = env.browse("mail.alias", route.alias ? Ids{route.alias} : Ids{});
  const Id wanted = route.thread;
  if (route.thread) {
    if (env.browse(route.model, {route.thread}).exists().empty()) {
      warn(routing,
           format(_("reply to missing document (%s,%s), fall back on document creation"),
                  {route.model, route.thread}),
           false);
      route.thread = 0;
    } else if (!accepts(env, route.model, "message_update")) {
      warn(routing,
           format(_("reply to model %s that does not accept document update, fall back on document "
                    "creation"),
                  {route.model}),
           false);
      route.thread = 0;
    }
  }
  if (!route.thread && !accepts(env, route.model, "message_new")) {
    warn(routing, format(_("model %s does not accept document creation"), {route.model}), raise);
    return Verdict::unfit;
  }
  find_author(routing, route, wanted, alias);
  if (alias.empty()) return Verdict::fit;
  Records document = env[route.model];
  if (route.thread)
    document = document.browse({route.thread});
  else if (alias.is("alias_parent_model_id") && alias.is("alias_parent_thread_id"))
    document = env.browse(alias.rel("alias_parent_model_id").text("model"),
                          {alias.id("alias_parent_thread_id")});
  const Value error =
      document.model().find_method("_alias_check_contact")
          ? document.call("_alias_check_contact", Value::array({routing.dict, alias.id()}))
          : check_contact(document, routing.dict, alias);
  if (error == true) return Verdict::fit;
  warn(routing, format(_("alias %s: %s"), {alias.get("alias_name"), error}), false);
  send_bounce(routing,
              "<div>\n<p>Hello,</p>\n<p>The following email sent to " + routing.text("to") +
                  " cannot be accepted because this is a private email address.\n   Only allowed "
                  "people can contact us at this address.</p>\n</div><blockquote>" +
                  routing.text("body") + "</blockquote>");
  return Verdict::refused;
}

bool is_bounce(const Routing& routing) {
  const std::string alias = to_text(config_parameter(routing.env(), "mail.bounce.alias"));
  const std::string to = routing.text("to");
  if (!alias.empty() && local_part(to).find(alias) != std::string::npos) {
    // alias+12-model-34@…: the number of the mail tells a bounce from a message to that address
    for (std::size_t at = to.find(alias + "+"); at != std::string::npos;
         at = to.find(alias + "+", at + 1)) {
      const std::size_t number = at + alias.size() + 1;
      if (number < to.size() && to[number] >= '0' && to[number] <= '9') return true;
    }
  }
  return reports_failure(routing.mail.part) ||
         local_part(routing.text("email_from")) == "mailer-daemon";
}

struct Answered {
  std::string model;
  Id thread = 0;
  bool found = false;
};

// The document whose message it answers, unless it is forwarded to an alias of another model.
Answered answered_document(const Routing& routing) {
  const Env& env = routing.env();
  std::vector<std::string> references = message_ids(routing.mail.part, "References");
  for (std::string& id : message_ids(routing.mail.part, "In-Reply-To"))
    references.push_back(std::move(id));
  std::erase_if(references,
                [](const std::string& id) { return id.find("reply_to") != std::string::npos; });
  if (references.empty()) return {};
  const Records messages = env.sudo()["mail.message"].search(
      Value::array({term("message_id", "in", references)}), {0, 1, "id desc, message_id"});
  if (messages.empty()) return {};
  Answered out{messages.text("model"), messages.id("res_id"), true};
  if (!out.model.empty() && out.thread) {
    const Records alias = env["mail.alias"].search(
        Value::array({term("alias_name", "!=", false),
                      term("alias_name", "=", local_part(routing.text("to")))}));
    if (!alias.empty() && alias.rel("alias_model_id").text("model") != out.model) out.found = false;
  }
  return out;
}

// The aliases among the recipients.
Records aliases_written_to(const Routing& routing, Id limit) {
  const std::vector<std::string> names = own_local_parts(routing.env(), routing.recipients());
  const Records all = routing.env()["mail.alias"];
  return names.empty()
             ? all
             : all.search(Value::array({term("alias_name", "in", names)}), {0, limit, ""});
}

Id user_or_self(const Routing& routing, const Records& alias) {
  const Id user = user_for(routing.env(), routing.text("email_from"), alias);
  return user ? user : routing.env().uid();
}

std::vector<Route> routes_by_alias(const Routing& routing, const Records& aliases) {
  std::vector<Route> out;
  for (const Records& alias : aliases.each()) {
    Route route{alias.rel("alias_model_id").text("model"), alias.id("alias_force_thread_id"),
                evaluate_python(alias.text("alias_defaults"), {}), user_or_self(routing, alias),
                alias.id()};
    if (check_route(routing, route, true) == Verdict::fit) out.push_back(std::move(route));
  }
  return out;
}

}  // namespace

std::vector<Route> find_routes(const Records& threads, const IncomingMail& mail, Value& dict,
                               const Value& model, const Value& thread,
                               const Value& custom_values) {
  const Routing routing{threads, mail, dict};
  const Env& env = threads.env();
  if (is_bounce(routing)) {
    handle_bounce(env, dict);
    return {};
  }
  reset_bounce(env, dict);
  if (const Answered answered = answered_document(routing); answered.found) {
    const Records alias = aliases_written_to(routing, 1);
    Route route{answered.model, answered.thread, custom_values, user_or_self(routing, alias),
                alias.id()};
    const Verdict verdict = check_route(routing, route, false);
    if (verdict == Verdict::fit) return {route};
    if (verdict == Verdict::refused) return {};
  }
  if (const auto recipients = routing.recipients(); !recipients.empty()) {
    dict.erase("parent_id");  // what it answers is not to be found: it begins something new
    const Records aliases = aliases_written_to(routing, 0);
    if (!aliases.empty()) return routes_by_alias(routing, aliases);
    const std::string catchall = to_text(config_parameter(env, "mail.catchall.alias"));
    const auto names = own_local_parts(env, html::email_split_tuples(routing.text("to")));
    if (!catchall.empty() &&
        std::find(names.begin(), names.end(), html::lower(catchall)) != names.end()) {
      send_bounce(routing, catchall_body(routing),
                  {{"reply_to", env.sudo().browse("res.company", {env.company()}).get("email")}});
      return {};
    }
  }
  if (truthy(model)) {
    dict.erase("parent_id");
    Route route{to_text(model), to_id(thread), custom_values,
                user_or_self(routing, env["mail.alias"]), 0};
    if (check_route(routing, route, true) == Verdict::fit) return {route};
  }
  throw ValueError("No possible route found for incoming message from " +
                   routing.text("email_from") + " to " + routing.text("to") + " (Message-Id " +
                   routing.text("message_id") +
                   ":). Create an appropriate mail.alias or force the destination model.");
}

}  // namespace chatterd
