// Percent-encoding of texts in addresses (RFC 3986).
#pragma once
#include <string>
#include <string_view>

namespace chatterd::bridge {

// Everything but letters, digits and the characters in `safe` as %XX of its UTF-8 bytes.
std::string percent_encode(std::string_view text, std::string_view safe = "-_.~");
// %XX where it is one; what looks broken stays. A form writes its spaces as '+'.
std::string percent_decode(std::string_view text, bool plus_is_space);

}  // namespace chatterd::bridge
