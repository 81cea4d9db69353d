// Texts as Python's repr() prints them.
#pragma once
#include <string>
#include <string_view>

namespace chatterd::bridge {

// repr(str): quotes chosen and escaped as Python does, unprintable characters as \x, \u or \U.
std::string python_string(std::string_view text);
// The bytes of the character at `at` when it is valid UTF-8 and prints, else 0 (str.isprintable,
// and the space).
std::size_t printable_length(std::string_view text, std::size_t at);

}  // namespace chatterd::bridge
