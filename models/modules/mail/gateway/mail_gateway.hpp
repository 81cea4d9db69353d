// An e-mail on its way in, and the stages it goes through: read, find its place, post.
//
// "message_dict", what models get of it (message_new, message_update, _alias_check_contact), as in
// Odoo: message_id, subject, email_from, from, to, cc, recipients, partner_ids, references,
// in_reply_to, date, parent_id, internal, body, attachments [[name, bytes, {"cid"}]],
// bounced_email, bounced_partner, bounced_msg_id, bounced_message (ids).
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bridge/mail/mime.hpp"
#include "models/engine/html/email_text.hpp"
#include "models/engine/orm/records.hpp"

namespace chatterd {

struct IncomingMail {
  bridge::MimePart part;
  std::string source;  // the whole text
};

// The body, and the files as [name, bytes, {"cid"}].
struct Payload {
  std::string body;
  Value attachments = Value::array();
  std::map<std::string, std::string> names_by_cid;
};
Payload payload_of(const IncomingMail& mail, bool save_original);  // mail_payload.cpp

// mail.thread message_parse: the message_dict. `threads` is the model whose followers are preferred
// as partners.
Value parse_message(const Records& threads, const IncomingMail& mail, bool save_original);

// The addresses of all headers of that name, with their names decoded; the first 10,000 of them.
std::vector<html::Address> addresses_of_header(const bridge::MimePart& part, const char* name);
// Some header has more: what is left out has to stay with the mail itself.
bool has_too_many_addresses(const bridge::MimePart& part);
// The ids of a header (References), also those that a fold has cut.
std::vector<std::string> message_ids(const bridge::MimePart& part, const char* name);

struct Route {
  std::string model;
  Id thread = 0;
  Value custom_values;
  Id user = 0;
  Id alias = 0;
};

// mail.thread message_route: where it goes to; nowhere for bounces and refused mails. Throws
// ValueError when nobody wants it. Changes the dict (author_id, parent_id).
std::vector<Route> find_routes(const Records& threads, const IncomingMail& mail, Value& dict,
                               const Value& model, const Value& thread, const Value& custom_values);

// mail.alias.mixin _alias_check_contact_on_record: whether the author may write there by e-mail;
// true, or the reason.
Value check_contact(const Records& document, const Value& dict, const Records& alias);

// Whether the mail says that another could not be delivered. parse_bounce puts into the dict whom
// it names (mail.thread _message_parse_extract_bounce).
bool reports_failure(const bridge::MimePart& mail);
void parse_bounce(const Env& env, const bridge::MimePart& mail, Value& dict);
// mail.thread _routing_handle_bounce and _routing_reset_bounce.
void handle_bounce(const Env& env, const Value& dict);
void reset_bounce(const Env& env, const Value& dict);

void define_mail_thread_gateway(Model& m);  // mail_thread_gateway.cpp: message_process

}  // namespace chatterd
