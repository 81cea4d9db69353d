// A libpq connection. Every statement goes through a pipeline, most of them alone: what a statement
// needs beforehand (preparing it, BEGIN, how to plan it) then costs no round trip of its own.
#include "bridge/postgres/connection.hpp"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "bridge/postgres/dsn.hpp"
#include "bridge/postgres/parameters.hpp"
#include "bridge/postgres/prepared.hpp"
#include "bridge/postgres/result_data.hpp"
#include "bridge/postgres/sql_errors.hpp"
#include "bridge/postgres/statement_times.hpp"

namespace chatterd::bridge {
namespace {

// Compiling plans (jit) pays for reports, not here, and neither do parallel workers. A page of an
// index costs little more than the next page of a table: most are in memory, and with 4, PostgreSQL
// reads small tables whole, once for each row that is looked up in them.
//
// The blanks are for glibc in the backend: it gives what is above 128 KB back after each statement
// and takes it again for the next, ten system calls and their page faults for a page of messages;
// but not what was once in use in one piece as large as these.
constexpr const char* kSession = R"sql(
    SET jit TO off;
    SET client_encoding TO 'UTF8';
    SET timezone TO 'UTC';
    SET datestyle TO 'ISO, MDY';
    SET standard_conforming_strings TO on;
    SET bytea_output TO 'hex';
    SET extra_float_digits TO 1;
    SET intervalstyle TO 'postgres';
    SET random_page_cost TO 1.1;
    SET max_parallel_workers_per_gather TO 0;
    SET plan_cache_mode TO auto;
    SELECT pg_backend_pid(), length(repeat(' ', 1000000)))sql";

struct CloseLink {
  void operator()(PGconn* link) const { PQfinish(link); }
};
using LinkPtr = std::unique_ptr<PGconn, CloseLink>;

bool is_script(const Sql& sql) {
  return sql.params().empty() && sql.text().find(';') != std::string::npos;
}

bool counts(const Sql& sql) {
  return !sql.text().starts_with("BEGIN") && !sql.text().starts_with("COMMIT");
}

// Whether other commands may go before it in its pipeline; VACUUM and its like must be alone.
bool takes_company(const Sql& sql) {
  std::string_view text = sql.text();
  text.remove_prefix(std::min(text.find_first_not_of(" \n"), text.size()));
  for (const char* verb : {"SELECT", "WITH", "INSERT", "UPDATE", "DELETE"})
    if (text.starts_with(verb)) return true;
  return !sql.params().empty();
}

void ignore_notice(void*, const char*) {}

}  // namespace

struct Connection::State {
  std::string dsn, called;
  LinkPtr link;
  int pid = 0;
  PreparedStatements statements;
  std::uint64_t executed = 0;
  std::chrono::milliseconds statement_limit{0};
  bool forget = false;  // the server's schema changed under the prepared statements
  bool owed = false;    // an answer up to the end of a pipeline has not been read
  // What plan_cache_mode is: it counts for all statements with parameters, prepared or not, and
  // those that are not hot are planned for their values, at least at first.
  enum class Plans { unknown, automatic, generic } plans = Plans::unknown;

  void open() {
    link.reset();
    statements.clear();
    forget = owed = false;
    statement_limit = std::chrono::milliseconds(0);
    link.reset(PQconnectdb(dsn.c_str()));
    if (PQstatus(link.get()) != CONNECTION_OK) lose();
    PQsetErrorVerbosity(link.get(), PQERRORS_VERBOSE);
    PQsetNoticeProcessor(link.get(), ignore_notice, nullptr);
    const ResultPtr result(PQexec(link.get(), (naming() + kSession).c_str()));
    if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) lose();
    pid = std::atoi(PQgetvalue(result.get(), 0, 0));
    plans = Plans::automatic;
  }

  // Which database it is in is known only now.
  std::string naming() const {
    const char* const now = PQparameterStatus(link.get(), "application_name");
    if (called.empty() || now == nullptr || now != called) return "";
    const std::string whole = called + ' ' + PQdb(link.get());
    char* const quoted = PQescapeLiteral(link.get(), whole.data(), whole.size());
    if (quoted == nullptr) return "";
    const std::string out = std::string("SET application_name TO ") + quoted + ';';
    PQfreemem(quoted);
    return out;
  }

  [[noreturn]] void lose() {
    std::string message = link ? PQerrorMessage(link.get()) : "";
    if (message.empty()) message = "the connection to the database was lost";
    link.reset();
    throw ConnectionLost(message);
  }

  // Throws unless the result is a good one.
  void check(const PGresult* result) {
    const ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY ||
        status == PGRES_COPY_IN)
      return;
    plans = Plans::unknown;  // a SET before it is undone with its transaction
    const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    SqlError error = parse_error(PQresultErrorMessage(result), state ? state : "");
    if (PQstatus(link.get()) == CONNECTION_BAD || ends_connection(error.sqlstate)) lose();
    throw error;
  }

  // The link, with nothing left to read on it.
  PGconn* ready() {
    if (!link) throw ConnectionLost("the connection to the database is closed");
    if (owed) {
      owed = false;
      read_to_end_of_pipeline();
    }
    return link.get();
  }

  ResultPtr run_script(const std::string& text) {
    ResultPtr result(PQexec(ready(), text.c_str()));
    if (!result) lose();
    check(result.get());
    return result;
  }

  // --- pipelines ---

  void must(int sent) {
    if (sent != 1) lose();
  }

  void enter_pipeline() {
    PGconn* const at = ready();
    must(PQenterPipelineMode(at));
    // so that neither end waits for the other to read
    if (PQsetnonblocking(at, 1) != 0) lose();
  }

  void send_plain(const char* text) {
    must(PQsendQueryParams(link.get(), text, 0, nullptr, nullptr, nullptr, nullptr, 0));
  }

  // What the server has to do for one statement, and how many answers that has.
  struct Sent {
    std::size_t before = 0;  // answers that come before its own
    bool prepared = false;   // the last of those says that it is prepared
  };

  Sent send(const Sql& sql, const Parameters& parameters) {
    Sent sent;
    if (takes_company(sql)) {
      for (const std::string& name : statements.take_dropped()) {
        send_plain(("DEALLOCATE " + name).c_str());
        ++sent.before;
      }
    }
    if (parameters.count() > 0) {
      const Plans wanted = sql.is_hot() ? Plans::generic : Plans::automatic;
      if (plans != wanted) {
        send_plain(wanted == Plans::generic ? "SET plan_cache_mode TO force_generic_plan"
                                            : "SET plan_cache_mode TO auto");
        plans = wanted;
        ++sent.before;
      }
    }
    const PreparedStatements::Use use = statements.use(sql);
    if (use.name.empty()) {
      must(PQsendQueryParams(link.get(), use.numbered.c_str(), parameters.count(), nullptr,
                             parameters.values(), nullptr, nullptr, 0));
      return sent;
    }
    if (!use.numbered.empty()) {
      must(PQsendPrepare(link.get(), use.name.c_str(), use.numbered.c_str(), 0, nullptr));
      ++sent.before;
      sent.prepared = true;
    }
    must(PQsendQueryPrepared(link.get(), use.name.c_str(), parameters.count(), parameters.values(),
                             nullptr, nullptr, 0));
    return sent;
  }

  // Sends what has been collected, and reads what comes meanwhile.
  void end_pipeline() {
    PGconn* const at = link.get();
    must(PQpipelineSync(at));
    for (;;) {
      const int left = PQflush(at);
      if (left == 0) return;
      if (left < 0) return;  // the answers say what has happened
      pollfd socket{PQsocket(at), POLLIN | POLLOUT, 0};
      if (::poll(&socket, 1, -1) < 0 && errno != EINTR) lose();
      if ((socket.revents & POLLIN) != 0 && PQconsumeInput(at) != 1) return;
    }
  }

  // The answer to one statement of a pipeline.
  ResultPtr next_answer() {
    ResultPtr result(PQgetResult(link.get()));
    if (!result) lose();
    while (PGresult* more = PQgetResult(link.get())) PQclear(more);
    return result;
  }

  void read_to_end_of_pipeline() {
    for (;;) {
      const ResultPtr result(PQgetResult(link.get()));
      if (PQstatus(link.get()) == CONNECTION_BAD) lose();
      if (PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) break;
    }
    leave_pipeline();
  }

  void leave_pipeline() {
    must(PQexitPipelineMode(link.get()));
    if (PQsetnonblocking(link.get(), 0) != 0) lose();
  }

  std::vector<ResultPtr> run(const std::vector<const Sql*>& batch) {
    std::vector<Parameters> parameters;  // refuses what cannot be sent before anything is
    parameters.reserve(batch.size());
    for (const Sql* sql : batch) parameters.emplace_back(sql->params());
    enter_pipeline();
    std::vector<Sent> sent;
    sent.reserve(batch.size());
    try {
      for (std::size_t i = 0; i < batch.size(); ++i) sent.push_back(send(*batch[i], parameters[i]));
    } catch (const std::invalid_argument&) {
      link.reset();  // what has been collected cannot be taken back
      throw;
    }
    end_pipeline();
    std::vector<ResultPtr> results;
    results.reserve(batch.size());
    try {
      for (std::size_t i = 0; i < batch.size(); ++i) {
        for (; sent[i].before > (sent[i].prepared ? 1U : 0U); --sent[i].before)
          check(next_answer().get());
        if (sent[i].prepared) {
          check(next_answer().get());
          sent[i].prepared = false;
        }
        results.push_back(next_answer());
        check(results.back().get());
      }
    } catch (const SqlError&) {
      for (std::size_t i = 0; i < batch.size(); ++i)
        if (sent[i].prepared) statements.forget(*batch[i]);
      read_to_end_of_pipeline();
      throw;
    }
    read_to_end_of_pipeline();
    return results;
  }

  std::vector<ResultPtr> run_watched(const std::vector<const Sql*>& batch) {
    for (const Sql* sql : batch) executed += counts(*sql) ? 1 : 0;
    forget_changed(batch.front()->text());
    const auto begin = std::chrono::steady_clock::now();
    try {
      std::vector<ResultPtr> results = run(batch);
      const std::size_t telling = batch.size() > 1 && !counts(*batch.front()) ? 1 : 0;
      count_statement(batch[telling]->text(), std::chrono::steady_clock::now() - begin);
      return results;
    } catch (const SqlError& error) {
      // "cached plan must not change result type", "prepared statement does not exist".
      if (error.sqlstate == "0A000" || error.sqlstate == "26000") forget = true;
      throw;
    }
  }

  // Not inside a failed transaction, where DEALLOCATE would be refused.
  void forget_changed(const std::string& text) {
    if (!forget || !text.starts_with("BEGIN")) return;
    statements.drop_all();
    forget = false;
    for (const std::string& name : statements.take_dropped()) run_script("DEALLOCATE " + name);
  }
};

Connection::Connection(std::string dsn, std::string name) : state_(std::make_unique<State>()) {
  state_->dsn = name.empty() ? std::move(dsn) : with_name(dsn, name);
  state_->called = std::move(name);
  state_->open();
}

Connection::~Connection() = default;

bool Connection::alive() noexcept {
  PGconn* const link = state_->link.get();
  // reads what has arrived, and so notices an end of stream
  return link != nullptr && PQconsumeInput(link) == 1 && PQstatus(link) == CONNECTION_OK;
}

bool Connection::usable() const noexcept {
  return state_->link != nullptr && PQstatus(state_->link.get()) == CONNECTION_OK;
}

void Connection::reconnect() { state_->open(); }

void Connection::command(const std::string& text) {
  state_->forget_changed(text);
  if (text.starts_with("ROLLBACK")) state_->plans = State::Plans::unknown;
  state_->run_script(text);
}

Result Connection::execute(const Sql& sql) {
  if (!is_script(sql))
    return Result(
        std::make_shared<const ResultData>(std::move(state_->run_watched({&sql}).front())));
  ++state_->executed;
  return Result(std::make_shared<const ResultData>(state_->run_script(sql.numbered())));
}

std::vector<Result> Connection::execute_together(const std::vector<const Sql*>& statements) {
  std::vector<Result> out;
  if (statements.empty()) return out;
  out.reserve(statements.size());
  for (ResultPtr& result : state_->run_watched(statements))
    out.emplace_back(std::make_shared<const ResultData>(std::move(result)));
  return out;
}

void Connection::commit_reading() {
  static const Sql commit("COMMIT");
  state_->enter_pipeline();
  state_->send(commit, Parameters({}));
  state_->end_pipeline();
  state_->owed = true;
}

void Connection::limit_statements(std::chrono::milliseconds longest) {
  if (longest == state_->statement_limit) return;
  command("SET statement_timeout = " + std::to_string(longest.count()));
  state_->statement_limit = longest;
}

void Connection::copy_in(const std::string& table, const std::vector<std::string>& columns,
                         const std::vector<std::string>& lines) {
  std::string text = "COPY " + Sql::identifier(table).text();
  for (const auto& column : columns)
    text += (&column == &columns.front() ? " (" : ", ") + Sql::identifier(column).text();
  text += columns.empty() ? " FROM STDIN" : ") FROM STDIN";
  state_->run_script(text);
  PGconn* const link = state_->link.get();
  for (const auto& line : lines) {
    const std::string whole = line + '\n';
    if (PQputCopyData(link, whole.data(), static_cast<int>(whole.size())) != 1) state_->lose();
  }
  if (PQputCopyEnd(link, nullptr) != 1) state_->lose();
  const ResultPtr result(PQgetResult(link));
  while (PGresult* more = PQgetResult(link)) PQclear(more);
  if (!result) state_->lose();
  state_->check(result.get());
}

std::string Connection::database() const { return PQdb(state_->ready()); }

int Connection::backend_pid() const { return state_->link ? state_->pid : 0; }
bool Connection::is_pooled() const {
  return state_->link && state_->pid != PQbackendPID(state_->link.get());
}
std::size_t Connection::prepared() const { return state_->statements.size(); }
std::uint64_t Connection::take_statement_count() { return std::exchange(state_->executed, 0); }

}  // namespace chatterd::bridge
