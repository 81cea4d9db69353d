// One connection to PostgreSQL: session settings, prepared statements, pipelines, errors. Used by
// Transaction, Pool, Notifier and the bus feed, which has locks to take before its snapshots;
// others borrow one from a Pool and use a Transaction.
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bridge/postgres/sql.hpp"

namespace chatterd::bridge {

class Connection {
 public:
  // Connects and sets up the session (UTF8, UTC, ISO dates). `name` and the database's are what
  // pg_stat_activity calls it, where the administrator has not named it. Throws ConnectionLost.
  explicit Connection(std::string dsn, std::string name = "");
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Looks at the socket without asking the server; false once the server has hung up.
  bool alive() noexcept;
  // What is known without looking: false when a statement found it broken.
  bool usable() const noexcept;
  // Connects anew; only sensible while nothing has been begun. Throws ConnectionLost.
  void reconnect();
  // A literal command without parameters or result (BEGIN, SAVEPOINT …).
  void command(const std::string& text);
  // Runs one statement; several, separated by semicolons, when there are no parameters.
  Result execute(const Sql& sql);
  // Runs statements (one each, no texts with several) in order with one round trip, in libpq's
  // pipeline mode. Answers in the same order. The first one that is refused is thrown as its
  // SqlError; those behind it have not run, and a BEGIN among those before it is still open.
  // Without BEGIN and COMMIT the statements are one transaction of the session's default kind.
  std::vector<Result> execute_together(const std::vector<const Sql*>& statements);
  // COMMIT of a transaction that has only read: nothing can go wrong with it that anybody would
  // want to know, so it is sent, and its answer is read when the connection is used next.
  void commit_reading();
  // What a statement may take from now on (statement_timeout); 0 is any time. Costs a round trip
  // only where it changes. Not within a transaction, whose rollback would undo it.
  void limit_statements(std::chrono::milliseconds longest);
  // See Transaction::copy_in.
  void copy_in(const std::string& table, const std::vector<std::string>& columns,
               const std::vector<std::string>& lines);
  std::string database() const;
  // Of the process in the server, 0 when there is none.
  int backend_pid() const;
  // Whether something between here and the server answers in its name, such as pgbouncer.
  bool is_pooled() const;
  // Prepared statements that the server holds for this connection.
  std::size_t prepared() const;
  // Statements executed since the last call of this, BEGIN and COMMIT left out.
  std::uint64_t take_statement_count();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace chatterd::bridge
