// Finding in a target database what the records point at and what does not move itself.
#pragma once
#include "models/migrate/core/target.hpp"
#include "models/migrate/database/table_writer.hpp"

namespace chatterd::migrate {

// Currencies by external id or name, else the first one; countries by external id; documents by
// external id, or by number when their name is the same too. What is not found is told, once for
// each model.
Tally match_references(bridge::Connection& link, const TargetSchema& schema, const Batch& batch,
                       Mapping& mapping, const Notices& notices);

}  // namespace chatterd::migrate
