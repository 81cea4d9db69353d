// One REPEATABLE READ transaction on a pooled connection, with savepoints and after-commit actions.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

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
  // Runs statements in order with one round trip: none needs the answer of another. Answers in the
  // same order. The first that is refused is thrown, those behind it have not run.
  std::vector<Result> execute_together(const std::vector<Sql>& statements);
  // For a writing statement whose answer nobody waits for: it travels with whatever is sent next,
  // at the latest with COMMIT, in the order of asking, and its error comes out there. What is asked
  // afterwards finds it done.
  void execute_later(Sql sql);
  // To be asked before the first statement: `sql`, which only reads, travels with BEGIN ahead of
  // it, and `look` gets the answer before anybody gets that statement's. What `look` throws comes
  // out there, and of every statement after it.
  void begin_with(Sql sql, std::function<void(const Result&)> look);
  // Begins now where no statement has yet, so that `look` has been called.
  void begin();
  // Runs the action inside a savepoint; an exception rolls back to it and is rethrown.
  void savepoint(const std::function<void()>& action);
  // Called after a successful commit, in order; dropped on rollback (also of the savepoint they
  // were added in).
  void after_commit(std::function<void()> action);
  // Called just before COMMIT, in order (bus rows, presence).
  void before_commit(std::function<void()> action);
  // Commits, gives the connection back, then runs the after-commit actions; all of them run, the
  // first exception among them is rethrown. Throws SqlError (rolled back) or CommitInDoubt. Where
  // all statements were hot ones (Sql::hot), which only read, nobody waits for the server's answer.
  void commit();
  void rollback();
  bool committed() const;
  // Statements sent, without BEGIN, COMMIT and savepoints.
  std::size_t statements() const;
  // Bytes as a large text COPY: used by bulk loads. Rows are tab-separated COPY text lines.
  void copy_in(const std::string& table, const std::vector<std::string>& columns,
               const std::vector<std::string>& lines);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace chatterd::bridge
