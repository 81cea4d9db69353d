// The lenient address parser of Python's email package (email._parseaddr.AddressList).
// Internal to models/engine/html.
#pragma once
#include <string_view>
#include <vector>

#include "models/engine/html/email_text.hpp"

namespace chatterd::html {

// getaddresses([field], strict=False): every address, those that could not be read as ("", "").
// Throws builtins.RecursionError for comments or groups nested too deeply, as Python does.
std::vector<Address> parse_addresses(std::string_view field);

}  // namespace chatterd::html
