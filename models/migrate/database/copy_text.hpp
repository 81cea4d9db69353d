// Rows in the text format of PostgreSQL's COPY.
#pragma once
#include "models/migrate/core/records.hpp"

namespace chatterd::bridge::migrate {

// One line, without or with its line end.
Row parse_copy_line(std::string_view line);
// Appends the cells, tab-separated, without a line end.
void append_copy_line(std::string& out, const Row& row);
// About the memory that a row takes.
std::size_t row_bytes(const Row& row);

}  // namespace chatterd::bridge::migrate
