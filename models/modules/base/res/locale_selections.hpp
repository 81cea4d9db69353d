// What people choose from for their language and time zone.
#pragma once
#include "models/engine/orm/model.hpp"

namespace chatterd {

// The selections of lang (installed languages) and tz, and tz_offset.
void define_locale_selections(Model& m);

}  // namespace chatterd
