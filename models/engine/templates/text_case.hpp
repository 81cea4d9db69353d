// Python's str.upper() and str.capitalize().
#pragma once
#include <string>

namespace chatterd::templates {

std::string upper_text(const std::string& text);
std::string capitalized(const std::string& text);

}  // namespace chatterd::templates
