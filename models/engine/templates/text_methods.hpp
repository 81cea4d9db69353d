// The methods of str that templates may call.
#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "models/engine/templates/any.hpp"

namespace chatterd::templates {

using TextMethod = Any (*)(const std::string& text, const Arguments& arguments);
const std::map<std::string, TextMethod>& text_methods();
// An int among the arguments of a method, or `otherwise`; throws TypeError for what is none.
std::int64_t whole_argument(const Arguments& arguments, std::size_t place, const char* name,
                            std::int64_t otherwise);

}  // namespace chatterd::templates
