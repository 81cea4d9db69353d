// Encodings of one byte a character that agree with ASCII in the lower half: all that Python knows.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace chatterd::bridge {

// The text in UTF-8; nothing for an encoding that is not known, and for bytes that mean nothing in
// it. The encoding has any of the names that Python knows: "ISO_8859-1", "latin1", "cp1252".
std::optional<std::string> from_single_bytes(std::string_view bytes, std::string_view encoding);
bool knows_single_byte(std::string_view encoding);

}  // namespace chatterd::bridge
