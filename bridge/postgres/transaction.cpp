// BEGIN is sent with the first statement, so that a transaction that needs none costs no round trip
// and the snapshot is as fresh as can be.
#include "bridge/postgres/transaction.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <random>
#include <thread>

#include "bridge/postgres/connection.hpp"
#include "bridge/postgres/pool.hpp"

namespace chatterd::bridge {
namespace {

// Odoo 13 tries 6 times in all (MAX_TRIES_ON_CONCURRENCY_FAILURE retries) and waits up to 2^try
// seconds. The work of a call takes a fiftieth of Odoo's time here, and so do the pauses.
constexpr int kMaxRetries = 5;
constexpr double kPauseMilliseconds = 25;

void pause_before_retry(int retry) {
  thread_local std::minstd_rand random(std::random_device{}());
  std::uniform_real_distribution<double> pause(
      0.0, kPauseMilliseconds * static_cast<double>(1 << retry));
  std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(pause(random)));
}

bool worth_retrying(const SqlError& error) {
  return error.sqlstate == "40001" || error.sqlstate == "40P01" || error.sqlstate == "55P03" ||
         // A statement prepared before somebody else changed the table, or dropped by a pooler.
         error.sqlstate == "26000" ||
         (error.sqlstate == "0A000" && std::string_view(error.what()).starts_with("cached plan"));
}

}  // namespace

struct Transaction::State {
  enum class Phase { fresh, open, failed, done };

  std::shared_ptr<Connection> connection;
  Mode mode;
  Phase phase = Phase::fresh;
  bool committed = false;
  std::exception_ptr failure;  // what made it fail
  std::size_t statements = 0, depth = 0;
  std::vector<std::function<void()>> before, after;
  std::chrono::milliseconds statement_limit{0};
  std::optional<std::chrono::steady_clock::time_point> deadline;

  void begin() {
    if (phase == Phase::done) throw std::logic_error("the transaction has ended");
    // Whoever swallowed it: the first error says what is wrong, and whether it is worth another
    // try.
    if (phase == Phase::failed) std::rethrow_exception(failure);
    if (phase != Phase::fresh) return;
    std::string text = mode == Mode::read_only ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
                                               : "BEGIN ISOLATION LEVEL REPEATABLE READ";
    // in the same round trip, and gone with the transaction
    if (const auto longest = longest_statement(); longest.count() > 0)
      text += "; SET LOCAL statement_timeout = " + std::to_string(longest.count());
    try {
      connection->command(text);
    } catch (const ConnectionLost&) {
      // Nothing has been begun: a server that restarted meanwhile costs the caller nothing.
      connection->reconnect();
      connection->command(text);
    }
    phase = Phase::open;
  }

  // Of what is left of the whole, as far as a statement may use it.
  std::chrono::milliseconds longest_statement() const {
    if (!deadline) return statement_limit;
    const auto left = std::max(std::chrono::milliseconds(1),
                               std::chrono::duration_cast<std::chrono::milliseconds>(
                                   *deadline - std::chrono::steady_clock::now()));
    return statement_limit.count() > 0 ? std::min(statement_limit, left) : left;
  }

  void check_deadline() const {
    if (deadline && std::chrono::steady_clock::now() > *deadline)
      throw SqlError("canceling the request: it took longer than the server allows\n", "57014", "", "", "");
  }

  template <typename Work>
  auto run(const Work& work) -> decltype(work()) {
    check_deadline();
    begin();
    ++statements;
    try {
      return work();
    } catch (const SqlError&) {
      fail();
      throw;
    } catch (const ConnectionLost&) {
      fail();
      throw;
    }
  }

  // To be called while the exception is handled.
  void fail() {
    phase = Phase::failed;
    failure = std::current_exception();
  }

  // Gives the connection back before the actions run: they may need one of the same pool.
  void finish() {
    phase = Phase::done;
    connection.reset();
    before.clear();
  }
};

Transaction::Transaction(std::shared_ptr<Connection> connection, Mode mode)
    : state_(std::make_unique<State>()) {
  state_->connection = std::move(connection);
  state_->mode = mode;
}

Transaction::~Transaction() { rollback(); }

void Transaction::limit(std::chrono::milliseconds statement,
                        std::optional<std::chrono::steady_clock::time_point> deadline) {
  state_->statement_limit = statement;
  state_->deadline = deadline;
}

Result Transaction::execute(const Sql& sql) {
  return state_->run([&] { return state_->connection->execute(sql); });
}

void Transaction::copy_in(const std::string& table, const std::vector<std::string>& columns,
                          const std::vector<std::string>& lines) {
  state_->run([&] { state_->connection->copy_in(table, columns, lines); });
}

void Transaction::savepoint(const std::function<void()>& action) {
  state_->begin();
  const auto name = "chatterd_" + std::to_string(++state_->depth);
  const auto before = state_->before.size(), after = state_->after.size();
  state_->connection->command("SAVEPOINT " + name);
  try {
    action();
    state_->begin();  // throws when a refused statement was swallowed inside
    state_->connection->command("RELEASE SAVEPOINT " + name);
  } catch (...) {
    --state_->depth;
    // On an ended transaction (the connection is lost, or the action rolled back) there is no way
    // back.
    if (state_->phase == State::Phase::done) throw;
    // An action that threw may have consumed what was added before the savepoint; never grow here.
    state_->before.resize(std::min(before, state_->before.size()));
    state_->after.resize(std::min(after, state_->after.size()));
    try {
      state_->connection->command("ROLLBACK TO SAVEPOINT " + name + "; RELEASE SAVEPOINT " + name);
      state_->phase = State::Phase::open;
      state_->failure = nullptr;
    } catch (const std::exception&) {
      state_->phase = State::Phase::failed;  // and the first error tells more than this one
      if (!state_->failure) state_->failure = std::current_exception();
    }
    throw;
  }
  --state_->depth;
}

void Transaction::after_commit(std::function<void()> action) {
  state_->after.push_back(std::move(action));
}
void Transaction::before_commit(std::function<void()> action) {
  state_->before.push_back(std::move(action));
}

void Transaction::commit() {
  if (state_->phase == State::Phase::done) throw std::logic_error("the transaction has ended");
  // By index: an action may add further ones.
  for (std::size_t at = 0; at < state_->before.size(); ++at) {
    const auto action = std::move(state_->before[at]);
    action();
  }
  if (state_->phase == State::Phase::failed)
    state_->begin();  // PostgreSQL would answer COMMIT with a silent ROLLBACK
  if (state_->phase == State::Phase::open) {
    try {
      state_->connection->command("COMMIT");
    } catch (const ConnectionLost& error) {
      state_->finish();
      throw CommitInDoubt(error.what());
    } catch (const SqlError&) {
      state_->finish();  // a deferred constraint or a serialization failure: PostgreSQL rolled back
      throw;
    }
  }
  state_->committed = true;
  const auto actions = std::move(state_->after);
  state_->after.clear();
  state_->finish();
  std::exception_ptr first;
  for (const auto& action : actions) {
    try {
      action();
    } catch (...) {
      if (!first) first = std::current_exception();
    }
  }
  if (first) std::rethrow_exception(first);
}

void Transaction::rollback() {
  if (state_->phase == State::Phase::done) return;
  if (state_->phase != State::Phase::fresh) {
    try {
      state_->connection->command("ROLLBACK");
    } catch (const std::exception&) {
      // The server has rolled back already: it does so when the connection ends.
    }
  }
  state_->after.clear();
  state_->finish();
}

bool Transaction::committed() const { return state_->committed; }
std::size_t Transaction::statements() const { return state_->statements; }

void in_transaction(Pool& pool, const std::function<void(Transaction&)>& work,
                    Transaction::Mode mode) {
  for (int retry = 0;; ++retry) {
    Transaction transaction(pool.acquire(), mode);
    try {
      work(transaction);
      if (!transaction.committed()) transaction.commit();
      return;
    } catch (const SqlError& error) {
      // An error of an action after the commit must not repeat what is committed.
      if (transaction.committed() || retry >= kMaxRetries || !worth_retrying(error)) throw;
    }
    transaction.rollback();
    pause_before_retry(retry);
  }
}

}  // namespace chatterd::bridge
