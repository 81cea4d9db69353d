// Rows of bus_bus, as bus.bus sendmany writes them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "models/engine/orm/env.hpp"

namespace chatterd {

// Adds a row for each channel with its message, both JSON in ASCII, in this order: written with
// what the transaction sends next, told to who waits once it is committed.
void send_bus_rows(Unit& unit, std::vector<std::string> channels, std::vector<std::string> messages,
                   Ids users);

// JSON text with all that is not ASCII escaped, as Python's json.dumps and Value::dump(…, true)
// write it.
std::string ascii_json(std::string_view json);

}  // namespace chatterd
