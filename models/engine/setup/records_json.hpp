// The text of records.json, compiled in by CMake.
#pragma once

namespace chatterd {

extern const char* const records_json;

}  // namespace chatterd
