// Which channels of the bus somebody hears (the _poll of mail's and calendar's controllers).
#pragma once
#include <string>

#include "models/engine/orm/env.hpp"

namespace chatterd {

// The models whose channel [database, model, partner] a user hears.
inline constexpr const char* personal_channels[] = {"res.partner", "ir.needaction",
                                                    "calendar.alarm"};
// The client's own channels, and those that this user hears; without a user (0) only the first.
Value heard_channels(const Env& env, Id uid, const std::string& database, Value channels);

}  // namespace chatterd
