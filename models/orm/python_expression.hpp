// The part of Python that rules, domains and contexts of fields are written in, evaluated safely.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "models/value.hpp"

namespace chatterd {

// Evaluates literals, lists, tuples (as lists), dicts, names, attribute paths, comparisons, and / or /
// not / in, arithmetic, conditional expressions, comprehensions, subscripts and len(). `name` resolves a
// name; a JSON value, or a record set as {"$model": "res.users", "$ids": [..]}; `attribute` resolves an
// attribute or method-less path on a record set. Throws std::invalid_argument on what it does not know.
struct PythonNames {
  std::function<Value(const std::string& name)> name;
  std::function<Value(const Value& object, const std::string& attribute)> attribute;
};
Value evaluate_python(std::string_view source, const PythonNames& names);

}  // namespace chatterd
