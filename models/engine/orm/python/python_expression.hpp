// The part of Python that rules, domains and contexts of fields are written in, evaluated safely.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "models/engine/value.hpp"

namespace chatterd {

// Evaluates literals, lists, tuples (as lists), dicts, names, attribute paths, comparisons, and /
// or / not / in, arithmetic, conditional expressions, comprehensions, subscripts, len() and the
// type names. `name` resolves a name to a JSON value, or to a record set as {"$model": "res.users",
// "$ids": [..]}; `attribute` and `call` resolve what stands after a dot. Throws
// std::invalid_argument on what it does not know.
struct PythonNames {
  std::function<Value(const std::string& name)> name;
  std::function<Value(const Value& object, const std::string& attribute)> attribute;
  std::function<Value(const Value& object, const std::string& method,
                      const std::vector<Value>& arguments)>
      call = {};
};
Value evaluate_python(std::string_view source, const PythonNames& names);

}  // namespace chatterd
