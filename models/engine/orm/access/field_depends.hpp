// What a field says it depends on, and what depends on it.
#pragma once
#include "models/engine/orm/field.hpp"
#include "models/engine/value.hpp"

namespace chatterd {

// The paths of fields_get's "depends": those of its computation, of what it is related to, and of
// its domain.
Value described_depends(const Field& field);

// change_default: users may set further defaults by its value. Base has three such fields.
bool decides_defaults(const Field& field);

}  // namespace chatterd
