// Defaults of messages that posting needs by itself.
#pragma once
#include <string>

#include "models/engine/orm/records.hpp"

namespace chatterd {

// mail.message _get_default_from: "Name <e-mail>" of the caller. Throws UserError when there is no
// e-mail.
std::string default_sender(const Env& env);
// The reply-to address of a message on a document (`model` null: of none): by alias, catchall or
// the default.
Value reply_to(const Env& env, const Value& default_address, const Value& model,
               const Value& res_id);

}  // namespace chatterd
