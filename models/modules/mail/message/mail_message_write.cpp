// Reading, changing and deleting messages by the ORM's methods, under the messages' own access
// rules.
#include "models/modules/base/ir/ir_attachment.hpp"
#include "models/modules/mail/message/mail_message.hpp"

namespace chatterd {
namespace {

Value read(const Records& messages, const Args& args) {
  messages.check_access_rule("read");
  return args.super(messages);
}

// Odoo looks up the models of the messages' documents, to forget what it knows of them: a message
// that is about none cannot be given to one, unless a message before it in the set is.
void find_documents(const Records& messages) {
  std::string model;
  for (const Records& message : messages.each()) {
    if (model.empty()) model = message.text("model");
    if (messages.env().registry().find(model) == nullptr) throw KeyError(model);
  }
}

Value write(const Records& messages, const Args& args) {
  const Value& values = args["vals"];
  const bool moved = values.contains("model") || values.contains("res_id");
  if (moved || values.contains("message_type")) find_documents(messages);
  const Value done = args.super(messages);
  if (moved || values.contains("notification_ids")) find_documents(messages);
  if (values.is_object() && values.contains("attachment_ids") && truthy(values["attachment_ids"]))
    for (const Records& message : messages.each())
      check_attachments(message.rel("attachment_ids"), "read");
  return done;
}

// Attachments of the message itself go with it; those of the document stay.
Value unlink(const Records& messages, const Args& args) {
  if (messages.empty()) return true;
  messages.check_access_rule("unlink");
  for (const Records& message : messages.each())
    message.get("model");  // says so when there is no such message
  const Records own = messages.rel("attachment_ids").filtered([&](const Records& attachment) {
    return attachment.text("res_model") == "mail.message" &&
           (attachment.id("res_id") == 0 || contains(messages.ids(), attachment.id("res_id")));
  });
  if (!own.empty()) own.unlink();
  return args.super(messages);
}

}  // namespace

void define_mail_message_write(Model& m) {
  m.method("read", On::multi, {}, read);
  m.method("write", On::multi, {}, write);
  m.method("unlink", On::multi, {}, unlink);
}

}  // namespace chatterd
