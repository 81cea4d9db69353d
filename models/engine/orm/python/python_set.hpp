// The order in which CPython iterates a set of ids.
#pragma once
#include "models/engine/value.hpp"

namespace chatterd {

// The ids, each once, in the order of `for id in set(ids)`. Where Odoo goes through a set of ids,
// new rows get their own ids, and lists in answers their order, by it. Ids are their own hashes;
// -1, which is not, does not occur.
Ids python_set(const Ids& ids);

// Throws the TypeError of `set(values)` where there are no values to go over, or some that cannot
// be in a set.
void check_set(const Value& values);

}  // namespace chatterd
