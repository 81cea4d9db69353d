// Texts as Python prints them: repr() of strings and tuples, for faults and error pages.
#pragma once
#include <string>
#include <string_view>

namespace chatterd::rpc {

// repr(str): quotes chosen and escaped as Python does, unprintable characters as \x, \u or \U.
std::string python_string(std::string_view text);
// repr((text, None)), which is str() of Odoo's AccessError, MissingError and ValidationError.
std::string python_pair_with_none(std::string_view text);
// UTF-8 with everything that is none, or is not allowed in XML 1.0, left out.
std::string xml_text(std::string_view text);
// The bytes of the character at `at` when it is valid UTF-8 and prints, else 0 (str.isprintable,
// and the space).
std::size_t printable_length(std::string_view text, std::size_t at);

}  // namespace chatterd::rpc
