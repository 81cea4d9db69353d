// The texts of records.json and of the addon's indexes.json, compiled in by CMake.
#pragma once

namespace chatterd {

extern const char* const records_json;
extern const char* const indexes_json;

}  // namespace chatterd
