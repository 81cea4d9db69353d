// What people choose from for their language and time zone.
#pragma once
#include <vector>

#include "models/engine/orm/model.hpp"

namespace chatterd {

// Names of the tz database, in the order of res.partner's selection (_tz_get).
const std::vector<const char*>& time_zones();

// The selections of lang (installed languages) and tz, and tz_offset.
void define_locale_selections(Model& m);

}  // namespace chatterd
