// Operations on domains beside those of search.hpp.
#pragma once
#include "models/engine/value.hpp"

namespace chatterd::domain {

// Pushes "!" into the terms of a normalized domain, as far as terms have an opposite.
Value distribute_not(const Value& domain);
// No record can match (expression.is_false): known without looking at the fields.
bool is_never(const Value& domain);

}  // namespace chatterd::domain
