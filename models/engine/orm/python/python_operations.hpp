// What the operators of a small Python do with values; records are {"$model": …, "$ids": […]}.
#pragma once
#include <string>

#include "models/engine/value.hpp"

namespace chatterd::python {

[[noreturn]] void fail(const std::string& what);  // std::invalid_argument

bool is_records(const Value& value);
const Value& items_of(const Value& value);  // what a loop goes over
bool truth(const Value& value);
bool equal(const Value& a, const Value& b);  // True is 1
Value arithmetic(const std::string& op, const Value& a,
                 const Value& b);  // "+", "-", "*", "/", "//", "%"
bool compare(const std::string& op, const Value& a,
             const Value& b);                              // "==", "<", "in", "is not", …
Value subscript(const Value& object, const Value& index);  // object[index]
// len(), bool(), str() and int() of a value; for list(), tuple() and set() its items.
Value builtin(const std::string& name, const Value& value);

}  // namespace chatterd::python
