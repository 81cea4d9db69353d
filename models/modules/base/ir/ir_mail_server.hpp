// Sending through ir.mail_server: which server, and messages as Odoo builds them.
#pragma once
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bridge/mail/mailboxes.hpp"
#include "bridge/mail/smtp.hpp"
#include "models/engine/orm/records.hpp"

namespace chatterd {

// What Odoo's build_email takes.
struct Email {
  std::string from, subject, html, plain, reply_to, message_id, references;
  std::vector<bridge::Mailbox> to, cc;
  Value headers = Value::object();
  struct Attachment {
    std::string name, content, mimetype;
  };
  std::vector<Attachment> attachments;
};

// The server with that id; for 0 the first of all, or localhost:25 when there is none. Throws
// bridge::SmtpError.
std::unique_ptr<bridge::SmtpSession> connect_mail_server(const Env& env, Id server);

// A message ready to be sent. Throws AssertionError as Odoo does for missing or faulty addresses.
struct Envelope {
  std::string from;
  std::vector<std::string> to;
  std::string text;
};
Envelope build_email(const Env& env, const Email& email);

// AssertionError's text when nobody is left to send to.
extern const char* const no_valid_recipient;

}  // namespace chatterd
