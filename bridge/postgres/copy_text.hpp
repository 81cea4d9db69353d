// Rows in the text format of PostgreSQL's COPY.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatterd::bridge {

// The cells of a row as texts; none is NULL.
using TextRow = std::vector<std::optional<std::string>>;

// One line, without or with its line end.
TextRow parse_copy_line(std::string_view line);
// Appends the cells, tab-separated, without a line end.
void append_copy_line(std::string& out, const TextRow& row);
// About the memory that a row takes.
std::size_t row_bytes(const TextRow& row);

}  // namespace chatterd::bridge
