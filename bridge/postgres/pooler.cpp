// Whether a pooler keeps sessions shows in what two connections see of each other.
#include "bridge/postgres/pooler.hpp"

#include "bridge/files/hash.hpp"
#include "bridge/postgres/connection.hpp"

namespace chatterd::bridge {
namespace {

// A pooler that others use may by chance give the same server connection twice.
constexpr int kRounds = 5;

std::int64_t server_of(Connection& connection) {
  return connection.execute("SELECT pg_backend_pid()")[0][0].integer();
}

// While `first` has an open session, `second` never meets its server connection, and `first` finds
// what it left there.
bool session_is_kept(Connection& first, Connection& second) {
  const std::string mark = random_hex(8);
  first.execute({"SELECT set_config('chatterd.session', %s, false)", {mark}});
  const std::int64_t server = server_of(first);
  second.command("BEGIN");
  const bool apart = server_of(second) != server;
  // asked only then: the only server connection of all would be waited for in vain
  const bool kept =
      apart && server_of(first) == server &&
      first.execute("SELECT current_setting('chatterd.session', true)")[0][0].str() == mark;
  second.command("ROLLBACK");
  return kept;
}

}  // namespace

void check_sessions(const std::string& dsn) {
  std::string reason;
  Connection first(dsn, "chatterd check"), second(dsn, "chatterd check");
  try {
    int round = 0;
    while (round < kRounds && session_is_kept(first, second)) ++round;
    if (round == kRounds) return;
  } catch (const std::exception& error) {
    // "transaction blocks not allowed in statement pooling mode", which ends the connection
    const std::string text = error.what();
    reason = ": " + text.substr(0, text.find('\n'));
  }
  throw ConnectionLost(
      "a pooler is in between that does not keep sessions (pgbouncer: pool_mode = transaction or "
      "statement); chatterd needs pool_mode = session, or PostgreSQL itself" +
      reason);
}

}  // namespace chatterd::bridge
