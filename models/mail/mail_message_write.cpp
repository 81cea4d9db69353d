// Reading, changing and deleting messages by the ORM's methods, under the messages' own access rules.
#include "models/base/ir_attachment.hpp"
#include "models/mail/mail_message.hpp"

namespace chatterd {
namespace {

Value read(const Records& messages, const Args& args) {
  messages.check_access_rule("read");
  return args.super(messages);
}

Value write(const Records& messages, const Args& args) {
  const Value done = args.super(messages);
  const Value& values = args["vals"];
  if (values.is_object() && values.contains("attachment_ids") && truthy(values["attachment_ids"]))
    for (const Records& message : messages.each()) check_attachments(message.rel("attachment_ids"), "read");
  return done;
}

// Attachments of the message itself go with it; those of the document stay.
Value unlink(const Records& messages, const Args& args) {
  if (messages.empty()) return true;
  messages.check_access_rule("unlink");
  for (const Records& message : messages.each()) message.get("model");  // says so when there is no such message
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
