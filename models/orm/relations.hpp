// The commands 0 to 6 that change one2many and many2many fields.
#pragma once
#include "models/orm/records.hpp"

namespace chatterd {

// Applies a list of commands, or of ids (which replace what is there), to the field of each record.
// `created`: the records are new, nothing is linked yet.
void apply_commands(const Records& records, const Field& field, const Value& commands, bool created);

}  // namespace chatterd
