// Texts as Python prints them, for faults and error pages.
#pragma once
#include <string>
#include <string_view>

#include "bridge/text/python_repr.hpp"

namespace chatterd::rpc {

using bridge::printable_length;
using bridge::python_string;

// repr((text, None)), which is str() of Odoo's AccessError, MissingError and ValidationError.
std::string python_pair_with_none(std::string_view text);
// UTF-8 with everything that is none, or is not allowed in XML 1.0, left out.
std::string xml_text(std::string_view text);

}  // namespace chatterd::rpc
