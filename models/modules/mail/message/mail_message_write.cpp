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
// that is about none cannot be given to one, unless a message before it in the set is. Who may
// write a message need not be able to read it.
void find_documents(const Records& messages) {
  std::string model;
  for (const Records& message : messages.sudo().each()) {
    if (model.empty()) model = message.text("model");
    if (messages.env().registry().find(model) == nullptr) throw KeyError(model);
  }
}

Value write(const Records& messages, const Args& args) {
  const Value& values = args["vals"];
  if (!messages.env().su() && values.is_object() && values.contains("parent_id") &&
      truthy(values["parent_id"])) {
    messages.check_access_rights("write");
    messages.check_access_rule("write");
    for (const Records& message : messages.sudo().each()) {
      Value moved_to = values;
      for (const char* name : {"model", "res_id"})
        if (!moved_to.contains(name)) moved_to[name] = message.get(name);
      check_parent(messages.env(), moved_to);
    }
  }
  const bool moved = values.contains("model") || values.contains("res_id");
  if (moved || values.contains("message_type")) find_documents(messages);
  const Value done = args.super(messages);
  // a message that is moved says what it says where it comes to: as if it were posted there
  if (moved && !messages.env().su()) messages.check_access_rule("create");
  if (moved || values.contains("notification_ids")) find_documents(messages);
  if (values.is_object() && values.contains("attachment_ids") && truthy(values["attachment_ids"]))
    for (const Records& message : messages.each())
      check_attachments(message.rel("attachment_ids"), "read");
  return done;
}

// A message that a channel is given (channel_message_ids) is read by those who sit there.
Value check_linked(const Records& messages, const Args&) {
  try {
    messages.check_access_rights("read");
    messages.check_access_rule("read");
  } catch (const MissingError&) {
    // the foreign key refuses it, in the words that Odoo has for that
  }
  return nullptr;
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

// What is answered is read: in the new message's thread, or by who answers.
void check_parent(const Env& env, const Value& values) {
  if (env.su() || !values.is_object() || !values.contains("parent_id") ||
      !truthy(values["parent_id"]) || !values["parent_id"].is_number_integer())
    return;
  const Records parent = env.browse("mail.message", {to_id(values["parent_id"])});
  const Records known = parent.sudo().exists();
  if (known.empty()) return;
  const auto of_message = [&](const char* name) { return values.value(name, Value()); };
  const bool same_thread = truthy(of_message("model")) && truthy(of_message("res_id")) &&
                           known.get("model") == of_message("model") &&
                           known.get("res_id") == of_message("res_id");
  if (same_thread) return;
  parent.check_access_rights("read");
  parent.check_access_rule("read");
}

void define_mail_message_write(Model& m) {
  m.method("_check_linked", On::multi, {"by"}, check_linked);
  m.method("read", On::multi, {}, read);
  m.method("write", On::multi, {}, write);
  m.method("unlink", On::multi, {}, unlink);
}

}  // namespace chatterd
