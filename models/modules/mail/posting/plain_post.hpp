// A comment as most are: an employee writes in a channel, or on a contact, and whom it concerns has
// it in the inbox. message_post does it in two round trips then, without records.
#pragma once
#include <optional>

#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"

namespace chatterd {

// What message_post of mail.thread does with these arguments, and the new message's id; nothing,
// with nothing written, where the ordinary way has to be gone: for whatever is not named in
// plain_post.cpp, for every refusal, and where modules have added to the methods on that way.
std::optional<Id> post_plainly(const Records& document, const Args& args);

}  // namespace chatterd
