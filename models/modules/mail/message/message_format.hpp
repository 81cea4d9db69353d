// How a message is shown to clients (mail.message message_format), as JSON text.
#pragma once
#include "bridge/text/json_writer.hpp"
#include "models/modules/mail/message/message_page.hpp"

namespace chatterd {

// The JSON list of a page's messages. The caller has been found to be allowed to read them.
std::string format_page(const Env& env, const MessagePage& page);
std::string format_messages(const Env& env, const std::vector<MessageParts>& messages);

// Keys that a module adds to each message, behind those of the modules below it: `of_fields` with
// the fields that are read, else at the end. It writes keys and values into the message's object.
using FormatKeys = void (*)(const Env& env, const MessageParts& message, JsonWriter& out);
void add_format_keys(Model& mail_message, FormatKeys keys, bool of_fields = false);

}  // namespace chatterd
