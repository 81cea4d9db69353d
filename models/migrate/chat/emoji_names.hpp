// The short names of emoji that chats write between colons.
#pragma once
#include <string_view>

namespace chatterd::migrate {

// "smile" -> 😄; empty when it is not one of the common ones.
std::string_view emoji(std::string_view name);

}  // namespace chatterd::migrate
