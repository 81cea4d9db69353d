// Text inside HTML and XML.
#pragma once
#include <string>
#include <string_view>

namespace chatterd::bridge {

// &, < and > as entities; quotation marks and apostrophes as the entities given, or as they are.
std::string escape_markup(std::string_view text, std::string_view quotation_mark = {},
                          std::string_view apostrophe = {});

}  // namespace chatterd::bridge
