// What a call of /longpolling/poll says, read as Odoo's Python and SQL would read it, and the text
// of its answer.
#pragma once
#include <string>
#include <vector>

#include "models/engine/value.hpp"
#include "models/modules/bus/bus_entry.hpp"

namespace chatterd::rpc {

// A channel as bus_bus has it: JSON text without blanks.
std::string channel_text(const Value& channel);
// The items that Python iterates over: of a list itself, of a text its characters, of a dictionary
// its keys. Anything else comes back as it is.
Value poll_items(const Value& channels);
// The texts of these items, sorted, each once. Clients name texts; what modules of Odoo add to a
// poll, which its addon sends on, may be anything (`any`). Throws TypeError for what cannot be
// iterated over, ValueError when there are too many.
std::vector<std::string> poll_channels(const Value& items, bool any);
// Python's truth about `last` in SQL: nothing comes after None, and a text of digits is a number.
Id poll_last(const Value& value);
// The result of a poll. In the order of ids, in which they were written and which stock answers;
// what the client keeps as `last`, the largest, is the last place.
std::string poll_answer(BusEntries entries);

}  // namespace chatterd::rpc
