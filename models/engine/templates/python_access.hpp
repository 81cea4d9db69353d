// What expressions of QWeb reach: attributes and items as Python finds them, and its built-in
// functions.
#pragma once
#include "models/engine/templates/jinja/jinja.hpp"

namespace chatterd::templates {

// value.name and value[key]. Throw AttributeError, KeyError, IndexError, TypeError.
Any python_attribute(const Any& value, const std::string& name);
Any python_item(const Any& value, const Any& key);
// a is b.
bool identical(const Any& a, const Any& b);
// Of a function that needs one. Throws TypeError.
Any first_argument(const Arguments& arguments);
// What odoo.tools.safe_eval leaves of Python's built-in names.
const Variables& python_builtins();

}  // namespace chatterd::templates
