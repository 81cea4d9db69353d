// Finding in a target server whom and what the records of a source stand for.
#pragma once
#include "models/migrate/core/target.hpp"
#include "models/migrate/rpc/rpc_reader.hpp"

namespace chatterd::migrate {

// All people of a server.
std::vector<Person> people_of(RpcReader& reader);
// What does not move itself: by external id, or by number when the name is the same too. What is
// not found is told.
Tally match_references(RpcReader& reader, const Batch& batch, Mapping& mapping,
                       const Notices& notices);

}  // namespace chatterd::migrate
