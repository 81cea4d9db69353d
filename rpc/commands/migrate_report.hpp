// The report of a migration as a page to read and keep: one file without scripts or anything to
// load.
#pragma once
#include <string>

#include "models/migrate/core/run.hpp"

namespace chatterd::rpc {

// HTML 5: what became of the rows, what was left out and why, messages by month and by channel as
// charts (inline SVG, with a text for who does not see them).
std::string migrate_report_page(const migrate::RunReport& report);

}  // namespace chatterd::rpc
