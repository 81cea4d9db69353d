// OdooBot's part in conversations.
#pragma once
#include <string>

#include "models/engine/orm/records.hpp"

namespace chatterd {

// mail.bot _apply_logic: the bot answers when it is alone with somebody, or was mentioned. `values`
// are the message's (message_post's msg_vals); `command` is the slash command that was typed, or
// "".
void apply_bot_logic(const Records& document, const Value& values, const std::string& command);

}  // namespace chatterd
