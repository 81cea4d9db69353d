// The commands 0 to 6 that change one2many and many2many fields.
#pragma once
#include "models/engine/orm/records.hpp"

namespace chatterd {

// Applies a list of commands, or of ids (which replace what is there), to the field of each record.
// `created`: the records are new, nothing is linked yet.
void apply_commands(const Records& records, const Field& field, const Value& commands,
                    bool created);

// What is linked `now`, after the commands, in the order in which Odoo's cache has it: what was
// there before as it was, then what came as it came. Where lines are made by it, their ids tell.
Ids order_after(const Ids& before, const Value& commands, const Ids& now);

}  // namespace chatterd
