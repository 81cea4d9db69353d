// The languages that the database knows.
#pragma once
#include "models/engine/orm/env.hpp"

namespace chatterd {

// [code, name] of each, by name (tools.scan_languages).
Value known_languages(const Env& env);

}  // namespace chatterd
