// What the parts of mail.template share with each other and with the composer.
#pragma once
#include <map>
#include <string>

#include "models/engine/orm/records.hpp"

namespace chatterd {

void define_mail_template_actions(
    Model& m);  // mail_template_actions.cpp: the menu entry, placeholders, copies
void define_mail_template_onchange(Model& m);  // mail_template_onchange.cpp: its form
void define_mail_template_email(Model& m);  // mail_template_email.cpp: e-mails made of a template

// mail.template _render_template: the text rendered for each record, by id; id 0 stands for no
// record. A text that is no template renders to "". The context's key `safe` turns escaping off.
// Throws UserError "Failed to render template …".
std::map<Id, std::string> render_template(const Env& env, const Value& text,
                                          const std::string& model, const Ids& ids,
                                          bool post_process = false);

// mail.thread _message_get_default_recipients_on_records: {"partner_ids", "email_to", "email_cc"}
// by id.
std::map<Id, Value> default_recipients(const Records& records);

// mail.template generate_email: values of mail.mail by record id. fields: a list of names, or null
// for all.
std::map<Id, Value> generate_emails(const Records& template_, const Ids& ids,
                                    const Value& fields = nullptr);

// The ids of a `res_ids` argument: one id or a list of them, None as 0.
Ids asked_records(const Value& asked);
// What a method answers by record: the value alone when one record was asked for, else {id as text:
// value}. Throws IndexError of none, as Odoo does.
Value by_record(const std::map<Id, Value>& results, const Value& asked);

}  // namespace chatterd
