// A libpqxx connection with its prepared statements. BEGIN and COMMIT are sent as plain commands in
// a pqxx::nontransaction, because libpqxx's own transactions abort on the first refused statement
// and so leave no way back to a savepoint.
#include "bridge/postgres/connection.hpp"

#include <charconv>
#include <cmath>
#include <list>
#include <pqxx/connection>
#include <pqxx/except>
#include <pqxx/nontransaction>
#include <pqxx/tablewriter>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include "bridge/postgres/result_data.hpp"
#include "bridge/postgres/sql_errors.hpp"

namespace chatterd::bridge {
namespace {
// A parameter as PostgreSQL reads it.
struct Text {
  std::string value;
  bool null;
};
}  // namespace
}  // namespace chatterd::bridge

template <>
struct pqxx::string_traits<chatterd::bridge::Text> {
  static constexpr const char* name() noexcept { return "parameter"; }
  static constexpr bool has_null() noexcept { return true; }
  static bool is_null(const chatterd::bridge::Text& text) { return text.null; }
  static std::string to_string(const chatterd::bridge::Text& text) { return text.value; }
};

namespace chatterd::bridge {
namespace {

// What a busy server uses again and again is some hundred texts; each costs the backend memory.
constexpr std::size_t kMaxStatements = 500;
// A longer text has ids or rows pasted into it and will not come again.
constexpr std::size_t kMaxPreparedText = 16384;

// Compiling plans (jit) pays for reports, not here.
constexpr const char* kSession =
    "SET jit TO off; SET client_encoding TO 'UTF8'; SET timezone TO 'UTC'; SET datestyle TO 'ISO, "
    "MDY'; SET standard_conforming_strings TO on; SET bytea_output TO 'hex'; SET "
    "extra_float_digits TO 1; SET intervalstyle TO 'postgres'";

void check_text(const std::string& text) {
  // libpq would cut the parameter there. The wording is psycopg2's, which clients see.
  if (text.find('\0') != std::string::npos)
    throw std::invalid_argument("A string literal cannot contain NUL (0x00) characters.");
}

std::string number_text(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  return {buffer, end};
}

std::string array_text(const Ids& ids) {
  std::string text = "{";
  for (const auto id : ids) {
    if (text.size() > 1) text += ',';
    text += std::to_string(id);
  }
  return text += '}';
}

std::string array_text(const std::vector<std::string>& items) {
  std::string text = "{";
  for (const auto& item : items) {
    check_text(item);
    if (text.size() > 1) text += ',';
    text += '"';
    for (const char c : item) {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
    text += '"';
  }
  return text += '}';
}

std::string hex_text(const std::string& data) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text = "\\x";
  text.reserve(2 + 2 * data.size());
  for (const char c : data) {
    const auto byte = static_cast<unsigned char>(c);
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

Text parameter(const Param& param) {
  return std::visit(
      [](const auto& value) -> Text {
        using Value = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, std::nullptr_t>) {
          return {{}, true};
        } else if constexpr (std::is_same_v<Value, bool>) {
          return {value ? "t" : "f", false};
        } else if constexpr (std::is_same_v<Value, std::int64_t>) {
          return {std::to_string(value), false};
        } else if constexpr (std::is_same_v<Value, double>) {
          return {number_text(value), false};
        } else if constexpr (std::is_same_v<Value, std::string>) {
          check_text(value);
          return {value, false};
        } else if constexpr (std::is_same_v<Value, Bytes>) {
          return {hex_text(value.data), false};
        } else {
          return {array_text(value), false};
        }
      },
      param);
}

std::vector<Text> parameters(const Sql& sql) {
  std::vector<Text> texts;
  texts.reserve(sql.params().size());
  for (const auto& param : sql.params()) texts.push_back(parameter(param));
  return texts;
}

}  // namespace

struct Connection::State {
  struct Statement {
    std::string text;      // as given, with %s
    std::string numbered;  // with $1
    std::string name;      // empty until prepared
  };

  std::string dsn;
  std::unique_ptr<pqxx::connection> link;
  std::unique_ptr<pqxx::nontransaction> session;
  std::list<Statement> statements;  // latest use first
  std::unordered_map<std::string_view, std::list<Statement>::iterator> by_text;
  std::size_t named = 0, next_name = 0;
  std::uint64_t executed = 0;
  bool forget = false;  // the server's schema changed under the prepared statements

  void open() {
    session.reset();
    link.reset();
    by_text.clear();
    statements.clear();
    named = 0;
    forget = false;
    try {
      link = std::make_unique<pqxx::connection>(dsn);
      link->set_verbosity(pqxx::connection_base::verbose);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
      // Deprecated because libpqxx 7 never reconnects on its own; here it still would.
      link->inhibit_reactivation(true);
#pragma GCC diagnostic pop
      session = std::make_unique<pqxx::nontransaction>(*link);
      session->exec(kSession);
    } catch (const pqxx::pqxx_exception& error) {
      session.reset();
      link.reset();
      throw ConnectionLost(error.base().what());
    }
  }

  template <typename Work>
  auto guarded(const Work& work) -> decltype(work()) {
    if (!link) throw ConnectionLost("the connection to the database is closed");
    try {
      return work();
    } catch (const pqxx::sql_error& error) {
      auto parsed = parse_error(error.what(), error.sqlstate());
      if (!link->is_open() || ends_connection(parsed.sqlstate)) lose(error);
      throw parsed;
    } catch (const pqxx::transaction_rollback& error) {
      throw parse_error(error.what());
    } catch (const pqxx::broken_connection& error) {
      lose(error);
    } catch (const pqxx::failure& error) {
      if (!link->is_open()) lose(error);
      throw parse_error(error.what());
    }
  }

  [[noreturn]] void lose(const std::exception& error) {
    std::string message = error.what();
    // What libpqxx says when it looks at a result of a connection that has just ended.
    if (message.empty() || message.starts_with("Could not obtain client encoding"))
      message = "the connection to the database was lost";
    session.reset();
    link.reset();
    throw ConnectionLost(message);
  }

  void drop(std::list<Statement>::iterator statement) {
    if (!statement->name.empty()) {
      --named;
      link->unprepare(statement->name);
    }
    by_text.erase(statement->text);
    statements.erase(statement);
  }

  void drop_all() {
    while (!statements.empty()) drop(statements.begin());
    forget = false;
  }

  Statement* remember(const Sql& sql) {
    if (const auto found = by_text.find(sql.text()); found != by_text.end()) {
      statements.splice(statements.begin(), statements, found->second);
      return &statements.front();
    }
    if (statements.size() >= kMaxStatements) drop(std::prev(statements.end()));
    statements.push_front({sql.text(), sql.numbered(), {}});
    by_text.emplace(statements.front().text, statements.begin());
    return nullptr;  // the first use is not worth preparing
  }

  pqxx::result run(const Sql& sql) {
    const bool script = sql.params().empty() && sql.text().find(';') != std::string::npos;
    if (script) return session->exec(sql.numbered());
    const auto texts = parameters(sql);
    const auto dynamic = pqxx::prepare::make_dynamic_params(texts);
    if (sql.is_planned_for_values() || sql.text().size() > kMaxPreparedText)
      return session->exec_params(sql.numbered(), dynamic);
    auto* statement = remember(sql);
    if (statement == nullptr) return session->exec_params(statements.front().numbered, dynamic);
    if (statement->name.empty()) {
      const auto name = "s" + std::to_string(++next_name);
      link->prepare(name, statement->numbered);
      statement->name = name;
      ++named;
    }
    return session->exec_prepared(statement->name, dynamic);
  }
};

Connection::Connection(std::string dsn) : state_(std::make_unique<State>()) {
  state_->dsn = std::move(dsn);
  state_->open();
}

Connection::~Connection() = default;

bool Connection::alive() noexcept {
  try {
    if (!state_->link || !state_->link->is_open()) return false;
    state_->link->get_notifs();  // reads what has arrived, and so notices an end of stream
    return state_->link->is_open();
  } catch (const std::exception&) {
    return false;
  }
}

void Connection::reconnect() { state_->open(); }

void Connection::command(const std::string& text) {
  state_->guarded([&] {
    // Not inside a failed transaction, where DEALLOCATE would be refused.
    if (state_->forget && text.starts_with("BEGIN")) state_->drop_all();
    state_->session->exec(text);
  });
}

Result Connection::execute(const Sql& sql) {
  ++state_->executed;
  try {
    return state_->guarded(
        [&] { return Result(std::make_shared<const ResultData>(state_->run(sql))); });
  } catch (const SqlError& error) {
    // "cached plan must not change result type", "prepared statement does not exist".
    if (error.sqlstate == "0A000" || error.sqlstate == "26000") state_->forget = true;
    throw;
  }
}

void Connection::copy_in(const std::string& table, const std::vector<std::string>& columns,
                         const std::vector<std::string>& lines) {
  std::vector<std::string> quoted;
  for (const auto& column : columns) quoted.push_back(Sql::identifier(column).text());
  state_->guarded([&] {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    // Its successor stream_to takes fields, not lines.
    pqxx::tablewriter writer(*state_->session, Sql::identifier(table).text(), quoted.begin(),
                             quoted.end());
#pragma GCC diagnostic pop
    for (const auto& line : lines) writer.write_raw_line(line);
    writer.complete();
  });
}

std::string Connection::database() const {
  return state_->guarded([&] { return std::string(state_->link->dbname()); });
}

int Connection::backend_pid() const { return state_->link ? state_->link->backendpid() : 0; }
std::size_t Connection::prepared() const { return state_->named; }
std::uint64_t Connection::take_statement_count() { return std::exchange(state_->executed, 0); }

}  // namespace chatterd::bridge
