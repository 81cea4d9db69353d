// The filters and tests of Jinja2 3.1: what stands behind | and `is` in a template.
#pragma once
#include <string>

#include "models/engine/templates/any.hpp"

namespace chatterd::templates {

bool is_filter(const std::string& name);
bool is_test(const std::string& name);
// value|name(arguments); `autoescape` says whether texts are escaped where they are put together.
// Throws RenderError.
Any apply_filter(const std::string& name, const Any& value, const Arguments& arguments,
                 bool autoescape);
// value is name(arguments).
bool apply_test(const std::string& name, const Any& value, const Arguments& arguments);

// What environment.getattr and getitem answer: a public attribute or an item, else Undefined.
Any get_attribute(const Any& value, const std::string& name);
Any get_item(const Any& value, const Any& key);

}  // namespace chatterd::templates
