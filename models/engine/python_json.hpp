// JSON as Python's json.dumps writes it.
#pragma once
#include <string>

#include "models/engine/value.hpp"

namespace chatterd {

// A blank behind each comma and colon, nothing beyond ASCII, U+FFFD for what is no UTF-8.
std::string python_json(const Value& value);

}  // namespace chatterd
