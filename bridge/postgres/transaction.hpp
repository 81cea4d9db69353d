// One REPEATABLE READ transaction on a pooled connection, with savepoints and after-commit actions.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "bridge/postgres/sql.hpp"

namespace chatterd::bridge {

class Connection;  // bridge/postgres/pool.hpp

// How long work may take: a statement, and all of it. Zero is without bound.
struct TimeLimits {
  std::chrono::milliseconds statement{0}, whole{0};
};

class Transaction {
 public:
  enum class Mode { read_write, read_only };
  explicit Transaction(std::shared_ptr<Connection> connection, Mode mode = Mode::read_write);
  ~Transaction();  // rolls back unless committed
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  // From here on, which must be before the first statement: PostgreSQL ends a statement that runs
  // longer, and none begins when the whole has taken its time. Both throw SqlError 57014.
  void limit(std::chrono::milliseconds statement,
             std::optional<std::chrono::steady_clock::time_point> deadline);
  // Runs one statement (prepared once per connection and text). Throws SqlError or ConnectionLost.
  Result execute(const Sql& sql);
  // Runs the action inside a savepoint; an exception rolls back to it and is rethrown.
  void savepoint(const std::function<void()>& action);
  // Called after a successful commit, in order; dropped on rollback (also of the savepoint they
  // were added in).
  void after_commit(std::function<void()> action);
  // Called just before COMMIT, in order (bus rows, presence).
  void before_commit(std::function<void()> action);
  // Commits, gives the connection back, then runs the after-commit actions; all of them run, the
  // first exception among them is rethrown. Throws SqlError (rolled back) or CommitInDoubt.
  void commit();
  void rollback();
  bool committed() const;
  // Statements sent by execute(), without BEGIN, COMMIT and savepoints.
  std::size_t statements() const;
  // Bytes as a large text COPY: used by bulk loads. Rows are tab-separated COPY text lines.
  void copy_in(const std::string& table, const std::vector<std::string>& columns,
               const std::vector<std::string>& lines);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace chatterd::bridge
