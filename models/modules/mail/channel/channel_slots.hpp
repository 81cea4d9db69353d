// The channels of the caller as the client lists them (mail.channel channel_fetch_slot), and all
// that Discuss starts with.
#pragma once
#include <optional>
#include <string>

#include "models/engine/orm/records.hpp"

namespace chatterd {

inline constexpr const char* channel_slots[] = {"channel_channel", "channel_direct_message",
                                                "channel_private_group"};
// Where a channel of the caller is listed; null for one that is not.
const char* slot_of(const std::optional<std::string>& type,
                    const std::optional<std::string>& access, bool pinned);

// channel_fetch_slot's answer as JSON text, read in two round trips from the caller's seats.
// Nothing where rules, modules or rights make it another.
std::optional<std::string> channel_slots_text(const Env& env);

}  // namespace chatterd
