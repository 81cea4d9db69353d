// Tells a refused statement from a lost connection. Internal to bridge.
#pragma once
#include <string>
#include <string_view>

#include "bridge/postgres/sql.hpp"

namespace chatterd::bridge {

// The error in a message of libpq in its verbose form. The resulting what() is the text in the
// usual form without its severity, which is what psycopg2 gives Odoo as the exception's text.
SqlError parse_error(std::string_view verbose, std::string sqlstate = {});

// Whether the server said with this state that the connection is at its end.
bool ends_connection(std::string_view sqlstate);

}  // namespace chatterd::bridge
