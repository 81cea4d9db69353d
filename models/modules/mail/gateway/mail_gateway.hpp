// An e-mail on its way in, and the stages it goes through: read, find its place, post.
//
// "message_dict", what models get of it (message_new, message_update, _alias_check_contact), as in
// Odoo: message_id, subject, email_from, from, to, cc, recipients, partner_ids, references,
// in_reply_to, date, parent_id, internal, body, attachments [[name, bytes, {"cid"}]],
// bounced_email, bounced_partner, bounced_msg_id, bounced_message (ids).
#pragma once
#include <optional>
#include <vector>

#include "bridge/mail/mime.hpp"
#include "models/engine/orm/records.hpp"

namespace chatterd {

struct IncomingMail {
  bridge::MimePart part;
  std::string source;  // the whole text
};

// mail.thread message_parse: the message_dict. `threads` is the model whose followers are preferred
// as partners.
Value parse_message(const Records& threads, const IncomingMail& mail, bool save_original);

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

// mail.thread _routing_handle_bounce and _routing_reset_bounce.
void handle_bounce(const Env& env, const Value& dict);
void reset_bounce(const Env& env, const Value& dict);

void define_mail_thread_gateway(Model& m);  // mail_thread_gateway.cpp: message_process

}  // namespace chatterd
