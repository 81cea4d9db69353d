// The time zones that PostgreSQL can reckon with.
#pragma once
#include <string>

#include "bridge/postgres/transaction.hpp"

namespace chatterd::bridge {

// Whether its tables have a zone of exactly this name. pg_timezone_names reads a thousand files
// each time it is asked, a tenth of a second: it is asked once for the life of the process.
bool knows_time_zone(Transaction& transaction, const std::string& name);

}  // namespace chatterd::bridge
