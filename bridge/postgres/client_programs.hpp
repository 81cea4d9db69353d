// PostgreSQL's own programs for administrators (pg_dump, pg_restore), run on a database of ours.
#pragma once
#include <string>
#include <vector>

#include "bridge/postgres/process.hpp"

namespace chatterd::bridge {

// Runs the newest such program that is installed. Where and who comes in its environment: on its
// command line everybody would see the password. Throws std::runtime_error, with the last line that
// it wrote, when it is not installed, cannot connect or fails.
void run_client_program(const std::string& name, const std::string& dsn,
                        const std::vector<std::string>& arguments);

}  // namespace chatterd::bridge
