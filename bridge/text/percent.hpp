// Percent-encoding of texts in addresses (RFC 3986).
#pragma once
#include <string>
#include <string_view>

namespace chatterd::bridge {

// Everything but letters, digits and the characters in `safe` as %XX of its UTF-8 bytes.
std::string percent_encode(std::string_view text, std::string_view safe = "-_.~");
// The same for the value of a form: a space is '+' (quote_plus of Python's urllib).
std::string form_encode(std::string_view text);
// %XX where it is one; what looks broken stays. A form writes its spaces as '+'.
std::string percent_decode(std::string_view text, bool plus_is_space);

}  // namespace chatterd::bridge
