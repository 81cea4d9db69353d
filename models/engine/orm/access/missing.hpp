// What Odoo says of a record that is not there.
#pragma once
#include <string>

#include "models/engine/errors.hpp"
#include "models/engine/orm/env.hpp"

namespace chatterd {

// `record` is the text of the recordset, "ir.ui.view(5,)".
inline MissingError missing_record(const Env& env, const std::string& record) {
  return MissingError("Record does not exist or has been deleted.\n(Record: " + record +
                      ", User: " + std::to_string(env.uid()) + ")");
}

}  // namespace chatterd
