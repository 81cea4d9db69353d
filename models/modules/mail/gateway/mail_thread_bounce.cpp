// Bounces: who could not be reached is remembered on the contacts, the documents and the
// notifications (mail.thread _routing_handle_bounce).
#include "models/engine/html/email_text.hpp"
#include "models/engine/html/python_text.hpp"
#include "models/engine/log.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/modules/mail/gateway/mail_gateway.hpp"

namespace chatterd {
namespace {

// The models that count bounces.
std::vector<std::string> blacklist_models(const Env& env) {
  std::vector<std::string> out;
  for (const Model* model : env.registry().models())
    if (!model->is_abstract() && model->is_a("mail.thread.blacklist")) out.push_back(model->name());
  return out;
}

using bridge::MimePart;

bool is_from_daemon(const MimePart& mail) {
  for (const html::Address& address : addresses_of_header(mail, "From"))
    if (html::lower(address.email).starts_with("mailer-daemon@")) return true;
  return false;
}

// Of the mail itself: what somebody passes on as a file reports nothing.
bool is_status(const MimePart& part) {
  if (part.disposition == "attachment" && !part.filename.empty()) return false;
  return part.content_type() == "message/delivery-status" ||
         part.content_type() == "message/global-delivery-status";
}

// The mail's parts, without those of mails that it holds.
void collect_inner(const MimePart& part, std::vector<const MimePart*>& into) {
  into.push_back(&part);
  if (part.type == "multipart")
    for (const MimePart& child : part.parts) collect_inner(child, into);
}

std::vector<const MimePart*> inner_parts(const MimePart& mail) {
  std::vector<const MimePart*> out;
  collect_inner(mail, out);
  return out;
}

void add_address(const std::string& text, std::vector<std::string>& into) {
  std::optional<std::string> email;
  try {
    email = html::email_normalize(html::strip(text));
  } catch (const Error&) {
    return;  // comments nested too deeply
  }
  if (email && !email->empty() && std::find(into.begin(), into.end(), *email) == into.end())
    into.push_back(*email);
}

// Reports on complaints, on encryption and the like (RFC 6591, 8460) are for people.
bool is_report_of_delivery(const MimePart& mail) {
  if (mail.content_type() != "multipart/report") return false;
  const std::string type = html::lower(html::valid_utf8(mail.header("Content-Type").value_or("")));
  return type.find("report-type") == std::string::npos ||
         type.find("delivery-status") != std::string::npos ||
         type.find("disposition-notification") != std::string::npos;
}

// "rfc822; name@example.com".
std::string status_address(const std::string& field) {
  const std::size_t semicolon = field.find(';');
  return semicolon == std::string::npos ? field : field.substr(semicolon + 1);
}

// Of a delivery status: whoever got nothing. A server that is still trying says so.
void add_failed(const MimePart& status, std::vector<std::string>& into) {
  for (const MimePart& block : status.parts) {
    // "failed (no such user)"
    const std::string action =
        html::lower(html::strip(bridge::decode_header(block.header("Action").value_or(""))));
    if (!action.empty() && action.substr(0, action.find_first_of(" \t(")) != "failed") continue;
    for (const char* name : {"Final-Recipient", "Original-Recipient"})
      if (const auto field = block.header(name)) {
        const std::size_t before = into.size();
        add_address(status_address(bridge::decode_header(*field)), into);
        if (into.size() > before) break;
      }
  }
}

// What servers without a delivery status write: Exim's header, and qmail's paragraph "<name@…>:".
std::vector<std::string> failed_addresses(const MimePart& mail) {
  std::vector<std::string> out;
  const std::vector<const MimePart*> parts = inner_parts(mail);
  for (const MimePart* part : parts)
    if (is_status(*part)) add_failed(*part, out);
  if (!out.empty() || std::any_of(parts.begin(), parts.end(),
                                  [](const MimePart* part) { return is_status(*part); }))
    return out;
  for (const html::Address& address : addresses_of_header(mail, "X-Failed-Recipients"))
    add_address(address.email, out);
  for (const MimePart* part : parts) {
    if (!out.empty() || part->content_type() != "text/plain") continue;
    const std::string text = html::valid_utf8(part->content);
    for (const std::string_view line : html::splitlines(text))
      if (line.starts_with('<') && html::rstrip(line).ends_with(">:"))
        add_address(std::string(line.substr(1, line.rfind('>') - 1)), out);
  }
  return out;
}

// "Message-Id: <…>" in a copy of the mail that stands in the report's text.
std::vector<std::string> ids_in_text(const MimePart& part) {
  constexpr std::string_view name = "message-id:";
  const std::string text = html::valid_utf8(part.content);
  for (const std::string_view line : html::splitlines(text)) {
    const std::string_view stripped = html::strip(line);
    if (html::lower(stripped.substr(0, name.size())) == name)
      return html::find_message_ids(stripped);
  }
  return {};
}

// The ids of the mail that came back: whole, its headers alone, or a copy in the text. A report
// without all of these names it in its own headers. Nothing when none is named.
std::optional<std::vector<std::string>> returned_ids(const MimePart& mail) {
  const std::vector<const MimePart*> parts = inner_parts(mail);
  for (const MimePart* part : parts) {
    const bool whole =
        part->content_type() == "message/rfc822" || part->content_type() == "message/global";
    if (whole && !part->parts.empty()) return message_ids(part->parts[0], "Message-Id");
    if (part->content_type() == "text/rfc822-headers" ||
        part->content_type() == "message/global-headers")
      return message_ids(bridge::parse_mail(part->content), "Message-Id");
  }
  if (!reports_failure(mail) && !is_from_daemon(mail)) return std::nullopt;
  for (const MimePart* part : parts) {
    if (part->content_type() == "text/plain")
      if (auto ids = ids_in_text(*part); !ids.empty()) return ids;
    if (is_status(*part))
      for (const MimePart& block : part->parts)
        if (auto ids = message_ids(block, "X-Original-Message-Id"); !ids.empty()) return ids;
  }
  for (const char* name : {"X-Original-Message-Id", "In-Reply-To", "References"})
    if (auto ids = message_ids(mail, name); !ids.empty()) return std::vector{ids.back()};
  return std::nullopt;
}

}  // namespace

bool reports_failure(const bridge::MimePart& mail) {
  if (is_report_of_delivery(mail) || mail.header("X-Failed-Recipients")) return true;
  for (const bridge::MimePart* part : inner_parts(mail))
    if (is_status(*part)) return true;
  return false;
}

void parse_bounce(const Env& env, const bridge::MimePart& mail, Value& dict) {
  const Env all = env.sudo();
  const std::vector<std::string> emails = failed_addresses(mail);
  dict["bounced_email"] = emails.empty() ? Value(false) : Value(emails[0]);
  dict["bounced_emails"] = emails;  // one report may name several
  dict["bounced_partner"] = Value::array();
  dict["bounced_msg_id"] = false;
  dict["bounced_message"] = Value::array();
  if (!emails.empty())
    dict["bounced_partner"] =
        all["res.partner"].search(Value::array({term("email_normalized", "in", emails)})).ids();
  if (const auto ids = returned_ids(mail)) {
    dict["bounced_msg_id"] = *ids;
    if (!ids->empty())
      dict["bounced_message"] =
          all["mail.message"].search(Value::array({term("message_id", "in", *ids)})).ids();
  }
}

void handle_bounce(const Env& env, const Value& dict) {
  const Value &emails = dict["bounced_emails"], &partners = dict["bounced_partner"];
  log_warning("e-mail " + to_text(dict["message_id"]) + " is a bounce and was not routed");
  if (!truthy(emails)) return;
  const Env all = env.sudo();
  const Records message = all.browse("mail.message", to_ids(dict["bounced_message"]));
  Records document = all["mail.thread"];
  if (!message.empty()) {
    const Records first = message.each()[0];
    const std::string model = first.text("model");
    if (env.registry().find(model) && first.id("res_id"))
      document = all.browse(model, {first.id("res_id")}).exists();
  }
  bool done = false;
  for (const std::string& name : blacklist_models(env))
    for (const Value& email : emails) {
      const Records with_email =
          all[name].search(Value::array({term("email_normalized", "=", email)}));
      if (!with_email.empty())
        with_email.call("_message_receive_bounce", Value::array({email, partners}));
      done = done || (!document.empty() && name == document.model().name() &&
                      contains(with_email.ids(), document.id()));
    }
  if (!document.empty() && !done && document.model().is_a("mail.thread"))
    document.call("_message_receive_bounce", Value::array({dict["bounced_email"], partners}));
  if (!truthy(partners) || message.empty()) return;
  const Records notifications = all["mail.notification"].search(Value::array(
      {term("mail_message_id", "in", message.ids()), term("res_partner_id", "in", partners)}));
  if (!notifications.empty()) notifications.write({{"notification_status", "bounce"}});
}

void reset_bounce(const Env& env, const Value& dict) {
  const Value& email = dict["email_from"];
  if (!truthy(email)) return;
  for (const std::string& name : blacklist_models(env)) {
    const Records reached = env.sudo()[name].search(
        Value::array({term("message_bounce", ">", 0), term("email_normalized", "=", email)}));
    if (!reached.empty()) reached.call("_message_reset_bounce", Value::array({email}));
  }
}

}  // namespace chatterd
