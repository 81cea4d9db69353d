// Poolers between chatterd and PostgreSQL (pgbouncer, Odyssey, PgCat). One that keeps a session
// with its server connection is like a server; one that lends server connections for a transaction
// or a statement only is none: settings, prepared statements and locks of a session would be
// somebody else's.
#pragma once
#include <string>

namespace chatterd::bridge {

// Throws ConnectionLost with a line for the administrator where sessions are not kept.
void check_sessions(const std::string& dsn);

}  // namespace chatterd::bridge
