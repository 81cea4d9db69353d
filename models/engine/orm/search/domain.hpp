// Making domains, and operations on them beside those of search.hpp.
#pragma once
#include <string_view>

#include "models/engine/value.hpp"

namespace chatterd {

// One condition of a domain: [field, operator, value].
Value term(std::string_view field, Value op, Value value);

}  // namespace chatterd

namespace chatterd::domain {

// Pushes "!" into the terms of a normalized domain, as far as terms have an opposite.
Value distribute_not(const Value& domain);
// No record can match (expression.is_false): known without looking at the fields.
bool is_never(const Value& domain);

}  // namespace chatterd::domain
