// Texts as Python's repr() prints them.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace chatterd::bridge {

struct CodePoint {
  std::uint32_t value;
  std::size_t length;  // in bytes; 0: not UTF-8 here, and the value is the byte
};
// The character at `at` (at < text.size()).
CodePoint code_point(std::string_view text, std::size_t at);

// repr(str): quotes chosen and escaped as Python does, unprintable characters as \x, \u or \U.
std::string python_string(std::string_view text);
// The bytes of the character at `at` when it is valid UTF-8 and prints, else 0 (str.isprintable,
// and the space).
std::size_t printable_length(std::string_view text, std::size_t at);

}  // namespace chatterd::bridge
