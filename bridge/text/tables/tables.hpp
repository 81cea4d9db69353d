// The texts of the files in this folder; make_tables.py says what stands in them.
#pragma once

namespace chatterd::bridge {

extern const char* const single_byte_table;
extern const char* const time_zones_table;

}  // namespace chatterd::bridge
