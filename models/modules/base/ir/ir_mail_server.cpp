// ir.mail_server: Mail Server.
#include "models/modules/base/ir/ir_mail_server.hpp"

#include <ctime>

#include "bridge/mail/mime.hpp"
#include "models/engine/html/python_text.hpp"
#include "models/engine/orm/methods/onchange.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/values/translation.hpp"
#include "models/modules/base/res/settings.hpp"

namespace chatterd {

const char* const no_valid_recipient =
    "At least one valid recipient address should be specified for outgoing emails (To/Cc/Bcc)";

namespace {

Value address_of(const Env& env, const char* local, const Value& if_missing) {
  const Value name = config_parameter(env, local, if_missing),
              domain = config_parameter(env, "mail.catchall.domain");
  return truthy(name) && truthy(domain) ? Value(to_text(name) + "@" + to_text(domain)) : Value();
}

Value default_bounce_address(const Records& self, const Args&) {
  return address_of(self.env(), "mail.bounce.alias", "postmaster-odoo");
}

Value default_from_address(const Records& self, const Args&) {
  const Value address = address_of(self.env(), "mail.default.from", false);
  return address.is_null() ? Value(false) : address;
}

// The first address that mail can be sent from, of texts in order of preference.
std::optional<std::string> sender_of(std::initializer_list<std::string> texts) {
  for (const std::string& text : texts)
    if (const auto read = bridge::read_mailboxes(text); !read.good.empty())
      return read.good.back().email;
  return std::nullopt;
}

// email.utils.formatdate().
std::string date_header() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  static const char* const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static const char* const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  char rest[32];
  std::strftime(rest, sizeof rest, "%Y %H:%M:%S -0000", &parts);
  char day[8];
  std::strftime(day, sizeof day, "%d", &parts);
  return std::string(days[parts.tm_wday]) + ", " + day + " " + months[parts.tm_mon] + " " + rest;
}

// Connects as the server says and goes as far as DATA, without sending anything.
// The port that goes with it.
Value on_encryption(const Records& self, const Args& args) {
  const bool ssl = form_value(self, args["values"], "smtp_encryption") == "ssl";
  return {{"value", {{"smtp_port", ssl ? 465 : 25}}}};
}

Value test_smtp_connection(const Records& servers, const Args&) {
  const Env& env = servers.env();
  for (const Id id : servers.ids()) {
    try {
      const auto session = connect_mail_server(env, id);
      const std::string email = env.user().text("email");
      if (email.empty())
        throw UserError(
            env.translate("Please configure an email on the current user to simulate sending an "
                          "email message via this outgoing server"));
      const std::string from = sender_of({email}).value_or("");
      if (from.empty())
        throw UserError("The server refused the sender address (" + email +
                        ") with error it is no e-mail address");
      const auto sender = session->command("MAIL FROM:<" + from + ">");
      if (sender.first != 250)
        throw UserError("The server refused the sender address (" + from + ") with error " +
                        sender.second);
      const auto recipient = session->command("RCPT TO:<noreply@odoo.com>");
      if (recipient.first != 250 && recipient.first != 251)
        throw UserError("The server refused the test recipient (noreply@odoo.com) with error " +
                        recipient.second);
      const auto data = session->command("DATA");
      if (data.first != 354)
        throw UserError("The server refused the test connection with error " + data.second);
    } catch (const bridge::SmtpError& error) {
      throw UserError(
          format(env.translate("Connection Test Failed! Here is what we got instead:\n %s"),
                 {std::string(error.what())}));
    }
  }
  return {{"type", "ir.actions.client"},
          {"tag", "display_notification"},
          {"params",
           {{"title", env.translate("Connection Test Succeeded!")},
            {"message", env.translate("Everything seems properly set up!")},
            {"sticky", false}}}};
}

}  // namespace

std::unique_ptr<bridge::SmtpSession> connect_mail_server(const Env& env, Id server) {
  const Records all = env.sudo()["ir.mail_server"];
  const Records known =
      server ? all.browse({server}) : all.search(Value::array(), {0, 1, "sequence"});
  bridge::SmtpServer target;
  if (!known.empty()) {
    target.host = known.text("smtp_host");
    target.port = known.get("smtp_port").get<int>();
    target.user = known.text("smtp_user");
    target.password = known.text("smtp_pass");
    const std::string encryption = known.text("smtp_encryption");
    if (encryption == "ssl") target.encryption = bridge::SmtpServer::Encryption::ssl;
    if (encryption == "starttls") target.encryption = bridge::SmtpServer::Encryption::starttls;
  }
  return std::make_unique<bridge::SmtpSession>(target);
}

Envelope build_email(const Env& env, const Email& email) {
  const Records servers = env["ir.mail_server"];
  const std::string from =
      email.from.empty() ? to_text(servers.call("_get_default_from_address")) : email.from;
  if (from.empty())
    throw AssertionError(
        "You must either provide a sender address explicitly or configure using the combintion of "
        "`mail.catchall.domain` and `mail.default.from` ICPs, in the server configuration file or "
        "with the --email-from startup parameter.");
  const auto sender = bridge::read_mailboxes(from);
  auto reply_to = bridge::read_mailboxes(email.reply_to).good;
  if (reply_to.empty()) reply_to = sender.good;
  bridge::OutgoingMail mail;
  mail.headers = {{"Message-Id", email.message_id, {}}};
  if (!email.references.empty()) mail.headers.push_back({"References", email.references, {}});
  mail.headers.push_back({"Subject", email.subject, {}});
  mail.headers.push_back({"From", "", sender.good});
  mail.headers.push_back({"Reply-To", "", reply_to});
  const std::size_t to_place = mail.headers.size();
  mail.headers.push_back({"To", "", email.to});
  if (!email.cc.empty()) mail.headers.push_back({"Cc", "", email.cc});
  mail.headers.push_back({"Date", date_header(), {}});
  std::string return_path;
  std::vector<bridge::Mailbox> forged_to;
  for (const auto& [name, value] : email.headers.items()) {
    const std::string text = value.is_string() ? value.get<std::string>() : python_repr(value);
    const std::string lower = html::lower(name);
    if (lower == "x-forge-to")
      forged_to =
          bridge::read_mailboxes(text).good;  // what is shown; the envelope has the recipients
    else if (lower == "return-path")
      return_path = text;
    else
      mail.headers.push_back({name, text, {}});
  }
  const std::string bounces = to_text(servers.call("_get_default_bounce_address"));
  const auto envelope_from = sender_of({return_path, bounces, from});
  if (sender.good.empty() || !envelope_from)
    throw AssertionError("Malformed 'Return-Path' or 'From' address: " + python_repr(from) +
                         " - It should contain one valid plain ASCII email");
  if (const auto path = sender_of({return_path}))
    mail.headers.push_back({"Return-Path", *path, {}});
  Envelope out;
  out.from = *envelope_from;
  for (const auto* list : {&email.to, &email.cc})
    for (const bridge::Mailbox& one : *list)
      if (std::find(out.to.begin(), out.to.end(), one.email) == out.to.end())
        out.to.push_back(one.email);
  if (out.to.empty()) throw AssertionError(no_valid_recipient);
  if (!forged_to.empty()) mail.headers[to_place].mailboxes = forged_to;
  mail.html = email.html;
  mail.plain = email.plain;
  for (const Email::Attachment& one : email.attachments)
    mail.attachments.push_back({one.name, one.mimetype, one.content});
  out.text = bridge::build_mail(mail);
  return out;
}

void define_ir_mail_server(Registry& registry) {
  Model& m = registry.define("ir.mail_server", "base", "Mail Server");
  m.order("sequence");
  m.field("name", char_("Description").required().index());
  m.field("smtp_host", char_("SMTP Server").required().help("Hostname or IP of SMTP server"));
  m.field("smtp_port", integer("SMTP Port")
                           .required()
                           .by_default(25)
                           .help("SMTP Port. Usually 465 for SSL, and 25 or 587 for other cases."));
  m.field("smtp_user", char_("Username")
                           .help("Optional username for SMTP authentication")
                           .groups("base.group_system"));
  m.field("smtp_pass", char_("Password")
                           .help("Optional password for SMTP authentication")
                           .groups("base.group_system"));
  m.field("smtp_encryption",
          selection("Connection Security",
                    {{"none", "None"}, {"starttls", "TLS (STARTTLS)"}, {"ssl", "SSL/TLS"}})
              .required()
              .by_default("none")
              .help("Choose the connection encryption scheme:\n- None: SMTP sessions are done in "
                    "cleartext.\n- TLS (STARTTLS): TLS encryption is requested at start of SMTP "
                    "session (Recommended)\n- SSL/TLS: SMTP sessions are encrypted with SSL/TLS "
                    "through a dedicated port (default: 465)"));
  m.field(
      "smtp_debug",
      boolean("Debugging")
          .help("If enabled, the full output of SMTP sessions will be written to the server log at "
                "DEBUG level (this is very verbose and may include confidential info!)"));
  m.field("sequence",
          integer("Priority")
              .by_default(10)
              .help("When no specific mail server is requested for a mail, the highest priority "
                    "one is used. Default priority is 10 (smaller number = higher priority)"));
  m.field("active", boolean("Active").by_default(true));
  m.method("_onchange_smtp_encryption", On::multi, {"values"}, on_encryption);
  m.method("test_smtp_connection", On::multi, {}, test_smtp_connection);
  m.method("_get_default_bounce_address", On::model, {}, default_bounce_address);
  m.method("_get_default_from_address", On::model, {}, default_from_address);
}

}  // namespace chatterd
