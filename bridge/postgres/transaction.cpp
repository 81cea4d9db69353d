// BEGIN is sent with the first statement, so that it costs no round trip, and none at all where no
// statement comes, and the snapshot is as fresh as can be.
#include "bridge/postgres/transaction.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <optional>
#include <random>
#include <thread>

#include "bridge/postgres/connection.hpp"
#include "bridge/postgres/pool.hpp"
#include "bridge/postgres/short_work.hpp"

namespace chatterd::bridge {
namespace {

// Odoo 13 tries 6 times in all (MAX_TRIES_ON_CONCURRENCY_FAILURE retries) and waits up to 2^try
// seconds. The work of a call takes a fiftieth of Odoo's time here, and so do the pauses.
constexpr int kMaxRetries = 5;
constexpr double kPauseMilliseconds = 25;

void pause_before_retry(int retry) {
  // a generator each: they are not made for several threads
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
  bool only_hot = true;  // nothing but hot statements that read has been sent
  bool repeatable = true;
  bool looked = false;         // the answer to `opening` has been looked at, without BEGIN
  std::exception_ptr failure;  // what made it fail
  std::size_t statements = 0, depth = 0;
  std::vector<std::function<void()>> before, after;
  std::chrono::milliseconds statement_limit{0};
  std::optional<std::chrono::steady_clock::time_point> deadline;
  std::optional<Sql> opening;  // travels with BEGIN
  std::function<void(const Result&)> look;
  std::vector<Sql> later;  // travel with what comes next

  const Sql& begin_text() const {
    static const Sql writing("BEGIN ISOLATION LEVEL REPEATABLE READ");
    static const Sql reading("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    static const Sql committed_by_others("BEGIN ISOLATION LEVEL READ COMMITTED");
    if (!repeatable && mode == Mode::read_write) return committed_by_others;
    return mode == Mode::read_only ? reading : writing;
  }

  void must_go_on() const {
    if (phase == Phase::done) throw std::logic_error("the transaction has ended");
    // Whoever swallowed it: the first error says what is wrong, and whether it is worth another
    // try.
    if (phase == Phase::failed) std::rethrow_exception(failure);
  }

  // Sends the statements behind what has to go before them. Answers to them alone.
  std::vector<Result> send(const std::vector<const Sql*>& wanted) {
    must_go_on();
    check_deadline();
    if (stands_alone(wanted)) return send_alone(wanted);
    if (later.empty() && phase == Phase::open) {
      note(wanted);
      return guarded([&] { return connection->execute_together(wanted); });
    }
    const bool first = phase == Phase::fresh;
    std::vector<const Sql*> all;
    if (first) all.push_back(&begin_text());
    if (first && opening) all.push_back(&*opening);
    for (const Sql& sql : later) all.push_back(&sql);
    const std::size_t ahead = all.size();
    all.insert(all.end(), wanted.begin(), wanted.end());
    note(wanted);
    std::vector<Result> results =
        guarded([&] { return first ? begun_with(all) : connection->execute_together(all); });
    later.clear();
    if (first && opening) {
      ++statements;
      guarded([&] { look(results[1]); });
    }
    results.erase(results.begin(), results.begin() + static_cast<std::ptrdiff_t>(ahead));
    return results;
  }

  bool stands_alone(const std::vector<const Sql*>& wanted) const {
    return phase == Phase::fresh && later.empty() && !wanted.empty() &&
           std::all_of(wanted.begin(), wanted.end(),
                       [](const Sql* sql) { return sql->text().starts_with(kAlone); });
  }

  // Without BEGIN: PostgreSQL makes them a transaction of their own.
  std::vector<Result> send_alone(const std::vector<const Sql*>& wanted) {
    std::vector<const Sql*> all;
    if (opening) all.push_back(&*opening);
    all.insert(all.end(), wanted.begin(), wanted.end());
    note(wanted);
    std::vector<Result> results = guarded([&] {
      try {
        connection->limit_statements(longest_statement());
        return connection->execute_together(all);
      } catch (const ConnectionLost&) {
        connection->reconnect();
        connection->limit_statements(longest_statement());
        return connection->execute_together(all);
      }
    });
    if (!opening) return results;
    ++statements;
    guarded([&] { look(results[0]); });
    looked = true;
    opening.reset();  // asked once, by whoever waits for it now; what may follow goes by that
    look = nullptr;
    results.erase(results.begin());
    return results;
  }

  void note(const std::vector<const Sql*>& wanted) {
    statements += wanted.size();
    for (const Sql* sql : wanted)
      only_hot = only_hot && sql->is_hot() && !sql->text().starts_with(kWrites);
  }

  std::vector<Result> begun_with(const std::vector<const Sql*>& all) {
    std::vector<Result> results;
    try {
      connection->limit_statements(longest_statement());
      results = connection->execute_together(all);
    } catch (const ConnectionLost&) {
      // Nothing has been committed: a server that restarted meanwhile costs the caller nothing.
      connection->reconnect();
      connection->limit_statements(longest_statement());
      results = connection->execute_together(all);
    } catch (const SqlError&) {
      phase = Phase::open;  // BEGIN came through, and what failed is behind it
      throw;
    }
    phase = Phase::open;
    return results;
  }

  void begin() {
    must_go_on();
    if (phase == Phase::fresh) send({});
  }

  // So that what has been told holds, which statements alone have asked as well.
  void ensure_look() {
    if (!looked) begin();
  }

  // Also what has been put off is done now.
  void settle() {
    begin();
    if (!later.empty()) send({});
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
      throw SqlError("canceling the request: it took longer than the server allows\n", "57014", "",
                     "", "");
  }

  template <typename Work>
  auto guarded(const Work& work) -> decltype(work()) {
    try {
      return work();
    } catch (const std::invalid_argument&) {
      throw;  // a parameter that cannot be sent, so nothing was
    } catch (...) {
      phase = Phase::failed;
      failure = std::current_exception();
      throw;
    }
  }

  // COMMIT, with what has been put off.
  void end() {
    static const Sql commit("COMMIT");
    if (later.empty() && only_hot) return connection->commit_reading();
    begin();
    std::vector<const Sql*> all;
    for (const Sql& sql : later) all.push_back(&sql);
    all.push_back(&commit);
    if (later.empty())
      connection->execute_together(all);
    else
      guarded([&] { connection->execute_together(all); });
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
  const bool script = sql.params().empty() && sql.text().find(';') != std::string::npos;
  if (!script) return std::move(state_->send({&sql}).front());
  state_->settle();
  state_->note({&sql});
  return state_->guarded([&] { return state_->connection->execute(sql); });
}

std::vector<Result> Transaction::execute_together(const std::vector<Sql>& statements) {
  std::vector<const Sql*> wanted;
  wanted.reserve(statements.size());
  for (const Sql& sql : statements) wanted.push_back(&sql);
  return state_->send(wanted);
}

void Transaction::execute_later(Sql sql) {
  state_->must_go_on();
  if (sql.text() == kReadCommitted) {
    if (state_->phase == State::Phase::fresh) state_->repeatable = false;
    return;
  }
  state_->note({&sql});
  state_->later.push_back(std::move(sql));
}

void Transaction::begin_with(Sql sql, std::function<void(const Result&)> look) {
  if (state_->phase != State::Phase::fresh)
    throw std::logic_error("the transaction has begun already");
  state_->opening = std::move(sql);
  state_->look = std::move(look);
}

void Transaction::begin() { state_->ensure_look(); }

void Transaction::copy_in(const std::string& table, const std::vector<std::string>& columns,
                          const std::vector<std::string>& lines) {
  state_->settle();
  ++state_->statements;
  state_->only_hot = false;
  state_->guarded([&] { state_->connection->copy_in(table, columns, lines); });
}

void Transaction::savepoint(const std::function<void()>& action) {
  state_->settle();
  const auto name = "chatterd_" + std::to_string(++state_->depth);
  const auto before = state_->before.size(), after = state_->after.size();
  state_->connection->command("SAVEPOINT " + name);
  try {
    action();
    state_->settle();  // throws when a refused statement was swallowed inside
    state_->connection->command("RELEASE SAVEPOINT " + name);
  } catch (...) {
    --state_->depth;
    // On an ended transaction (the connection is lost, or the action rolled back) there is no way
    // back.
    if (state_->phase == State::Phase::done) throw;
    // An action that threw may have consumed what was added before the savepoint; never grow here.
    state_->before.resize(std::min(before, state_->before.size()));
    state_->after.resize(std::min(after, state_->after.size()));
    state_->later.clear();  // all of it was put off inside
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
    state_->must_go_on();  // PostgreSQL would answer COMMIT with a silent ROLLBACK
  if (state_->phase == State::Phase::open || !state_->later.empty()) {
    try {
      state_->end();
    } catch (const ConnectionLost& error) {
      state_->finish();
      throw CommitInDoubt(error.what());
    } catch (const SqlError&) {
      // A deferred constraint or a serialization failure: PostgreSQL rolled back. Or a statement
      // that travelled with COMMIT: the connection is given back without what it began.
      if (state_->phase == State::Phase::failed) rollback();
      if (state_->phase != State::Phase::done) state_->finish();
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
  state_->later.clear();
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
