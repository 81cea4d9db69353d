// What the parts of mail.message share with each other and with mail.thread.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "models/engine/orm/innermost.hpp"
#include "models/engine/orm/records.hpp"

namespace chatterd {

void define_mail_message_access(
    Model& m);  // mail_message_access.cpp: who may see and change messages
void define_mail_message_create(Model& m);  // mail_message_create.cpp: create
void define_mail_message_write(Model& m);   // mail_message_write.cpp: read, write, unlink
void define_mail_message_defaults(
    Model& m);  // mail_message_defaults.cpp: sender, reply-to, message id, record name
void define_mail_message_format(
    Model& m);  // mail_message_format.cpp: what the web client shows of a message
void define_mail_message_fetch(Model& m);  // mail_message_fetch.cpp: pages of messages
void define_mail_message_inbox(Model& m);  // mail_message_inbox.cpp: read, starred
void define_mail_message_failure(
    Model& m);  // mail_message_failure.cpp: messages that could not be delivered
void define_mail_message_moderate(
    Model& m);  // mail_message_moderate.cpp: pending messages of moderated channels
void define_mail_message_fields(
    Model& m);  // mail_message_fields.cpp: computed fields and their searches

// mail.message is_thread_message(): a message of a document, not a personal notification.
bool is_thread_message(const Value& model, const Value& res_id, const Value& message_type);

// The operation on documents of the model that an operation on their messages needs, by the model's
// get_mail_message_access, or mail.thread's for models without one.
std::string needed_on_document(const Env& env, const std::string& model, const Ids& ids,
                               const std::string& operation);

// While it lives, the record's rules count as passed for the operation: message_post has just asked
// them, and creating the message would ask again.
class DocumentChecked : public Innermost<DocumentChecked> {
 public:
  DocumentChecked(const Records& record, std::string operation);
  bool covers(const Records& records, const std::string& operation) const;

 private:
  const Records record_;
  const std::string operation_;
};

// While it lives, the message's attachments are listed in the order in which they were given, as
// the transaction that creates it has them in Odoo's cache; afterwards the newest comes first.
class JustPosted : public Innermost<JustPosted> {
 public:
  // attachments: commands [4, id]
  JustPosted(const Env& env, Id message, const Value& attachments);
  // The attachments of such a message, nullptr for others.
  static const Ids* attachments(const Env& env, Id message);

 private:
  const Id message_;
  const Ids attachments_;
};

// message_format's rows for messages that the caller has been found to be allowed to read.
Value format_readable(const Records& messages);

// The caller's partner.
Id own_partner(const Env& env);
// bus.bus channel of a record: [database, model, id], false for no id.
Value bus_channel(const Env& env, const char* model, Id id);

// Throws AccessError where the values name a parent that the caller may not read, unless it is in
// the thread that they name.
void check_parent(const Env& env, const Value& values);

}  // namespace chatterd
