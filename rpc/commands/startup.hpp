// What a server needs to know of its database before it serves it.
#pragma once
#include <stdexcept>
#include <string>

#include "bridge/postgres/pool.hpp"

namespace chatterd::rpc {

// The database cannot be served; what() is one line for the user.
class StartupError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class DatabaseKind { odoo, empty };

// Throws StartupError when the database is out of reach or not in UTF-8, belongs to another series
// of Odoo or to something else, or lacks the modules mail and bus.
DatabaseKind inspect_database(bridge::Pool& pool);
// What a server would do harm with, as StartupError: a filestore that cannot be written to. What
// only makes it slow or wrong in places is a warning in the log: clocks that differ, attachments
// that are not where they are looked for, indexes that large tables lack.
void check_surroundings(bridge::Pool& pool, const std::string& filestore);
// The first line of a text that may have several, as PostgreSQL's messages do.
std::string first_line(const std::string& text);
// Lets the process hold as many connections as the system allows it to.
void raise_file_limit();

}  // namespace chatterd::rpc
