// Connection strings: `key=value` form and URIs, as libpq reads them.
#pragma once
#include <string>
#include <string_view>

namespace chatterd::bridge {

// The same server and user with another database.
std::string with_database(const std::string& dsn, std::string_view database);
// Whether it says which database, and does not leave it to libpq. Throws std::invalid_argument
// where it is no connection string.
bool names_database(const std::string& dsn);
// The same, called `name` in pg_stat_activity; where PGAPPNAME or the string itself says another
// name, that stays.
std::string with_name(const std::string& dsn, std::string_view name);
// A value quoted for the key=value form.
std::string dsn_value(std::string_view value);

}  // namespace chatterd::bridge
