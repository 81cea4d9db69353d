// Creating messages: defaults, pictures in the body, attachments that the author must be able to
// read.
#include "models/engine/html/html.hpp"
#include "models/engine/log.hpp"
#include "models/engine/orm/commands.hpp"
#include "models/modules/base/ir/ir_attachment.hpp"
#include "models/modules/mail/message/mail_message.hpp"

namespace chatterd {
namespace {

// Pictures written into the body become attachments of the document.
void store_pictures(const Env& env, Value& values) {
  const std::string body =
      values["body"].is_string() ? values["body"].get<std::string>() : python_repr(values["body"]);
  values["body"] = html::store_data_images(
      body, [&](const std::string& name, const std::string& base64) -> std::optional<std::string> {
        try {
          const Records attachment = env["ir.attachment"].create(
              {{"name", name},
               {"datas", base64},
               {"res_model", values.contains("model") ? values["model"] : Value(false)},
               {"res_id", values.contains("res_id") ? values["res_id"] : Value(false)}});
          const Value tokens = attachment.call("generate_access_token");
          values["attachment_ids"].push_back(command::link(attachment.id()));
          return "/web/image/" + std::to_string(attachment.id()) +
                 "?access_token=" + to_text(tokens[0]);
        } catch (const Error& error) {
          if (error.python_name() != "binascii.Error") throw;
          log_warning("a picture in a message is no base64 and was removed");
          return std::nullopt;
        }
      });
}

void complete(const Records& self, Value& values) {
  const Env& env = self.env();
  if (!values.contains("email_from")) values["email_from"] = self.call("_get_default_from");
  if (!values.contains("message_id") || !truthy(values["message_id"]))
    values["message_id"] = self.call("_get_message_id", Value::array({values}));
  if (!values.contains("reply_to"))
    values["reply_to"] = self.call("_get_reply_to", Value::array({values}));
  if (!values.contains("record_name") && !env.context().contains("default_record_name"))
    values["record_name"] = self.call("_get_record_name", Value::array({values}));
  if (!values.contains("attachment_ids")) values["attachment_ids"] = Value::array();
  if (values.contains("body")) store_pictures(env, values);
}

// The attachments that the commands link; what is more complicated is read back from the messages.
Ids linked_attachments(const Records& messages, const Value& list) {
  Ids ids;
  for (const Value& values : list) {
    for (const Value& command : values["attachment_ids"]) {
      if (command.is_number_integer()) {
        ids.push_back(command.get<Id>());
      } else if (command.is_array() && command.size() > 1 && command[0] == 4) {
        ids.push_back(to_id(command[1]));
      } else if (command.is_array() && command.size() > 2 && command[0] == 6) {
        for (const Id id : to_ids(command[2])) ids.push_back(id);
      } else {
        return messages.rel("attachment_ids").ids();
      }
    }
  }
  return ids;
}

// Tracked values are written in sudo: those who change a record may not create them by themselves.
void create_tracking(const Records& message, const Value& commands) {
  Value lines = Value::array();
  bool others = false;
  for (const Value& command : commands) {
    if (command.is_array() && command.size() == 3 && command[0] == 0 && command[2].is_object()) {
      Value line = command[2];
      line["mail_message_id"] = message.id();
      lines.push_back(std::move(line));
    } else {
      others = true;
    }
  }
  if (!lines.empty()) message.env().sudo()["mail.tracking.value"].create(lines);
  if (others) message.sudo().write({{"tracking_value_ids", commands}});
}

Value create(const Records& self, const Args& args) {
  const Value& given = args["vals_list"];
  Value list = given.is_array() ? given : Value::array({given});
  Value tracking = Value::array();
  for (Value& values : list) {
    if (!values.is_object())
      throw TypeError("argument of type '" + std::string(python_type(values)) +
                      "' is not iterable");
    check_parent(self.env(), values);
    complete(self, values);
    tracking.push_back(values.contains("tracking_value_ids") ? values["tracking_value_ids"]
                                                             : Value(false));
    values.erase("tracking_value_ids");
  }
  const Records messages = self.browse(to_ids(args.super(self, {{"vals_list", list}})));
  const Ids attachments = linked_attachments(messages, list);
  if (!attachments.empty())
    check_attachments(self.env().browse("ir.attachment", unique(attachments)), "read");
  const std::vector<Records> each = messages.each();
  for (std::size_t i = 0; i < each.size(); ++i)
    if (truthy(tracking[i])) create_tracking(each[i], tracking[i]);
  return messages.ids();
}

}  // namespace

void define_mail_message_create(Model& m) { m.method("create", On::model, {}, create); }

}  // namespace chatterd
