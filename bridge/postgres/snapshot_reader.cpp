// A connection of its own, which streams the rows of a query.
#include "bridge/postgres/snapshot_reader.hpp"

#include <libpq-fe.h>

#include <stdexcept>
#include <utility>

#include "bridge/postgres/copy_text.hpp"

namespace chatterd::bridge {
namespace {

struct ClearSnapshot {
  void operator()(PGresult* result) const { PQclear(result); }
};
using SnapshotResult = std::unique_ptr<PGresult, ClearSnapshot>;

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

}  // namespace

struct SnapshotReader::State {
  PGconn* link = nullptr;

  SnapshotResult run(const std::string& sql, ExecStatusType wanted) {
    SnapshotResult result(PQexec(link, sql.c_str()));
    if (PQresultStatus(result.get()) != wanted)
      throw std::runtime_error(trimmed(PQerrorMessage(link)));
    return result;
  }
};

SnapshotReader::SnapshotReader(const std::string& dsn, const std::string& snapshot)
    : state_(std::make_unique<State>()) {
  state_->link = PQconnectdb(dsn.c_str());
  try {
    if (PQstatus(state_->link) != CONNECTION_OK)
      throw std::runtime_error(trimmed(PQerrorMessage(state_->link)));
    for (const char* setting :
         {"SET client_encoding TO 'UTF8'", "SET timezone TO 'UTC'", "SET datestyle TO 'ISO, MDY'",
          "SET bytea_output TO 'hex'", "SET extra_float_digits TO 1",
          "SET standard_conforming_strings TO on"})
      state_->run(setting, PGRES_COMMAND_OK);
    state_->run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", PGRES_COMMAND_OK);
    if (!snapshot.empty())
      state_->run("SET TRANSACTION SNAPSHOT " + literal(snapshot), PGRES_COMMAND_OK);
  } catch (...) {
    PQfinish(state_->link);
    throw;
  }
}

SnapshotReader::~SnapshotReader() { PQfinish(state_->link); }

std::string SnapshotReader::export_snapshot() {
  return value("SELECT pg_export_snapshot()").value_or("");
}

std::vector<TextRow> SnapshotReader::rows(const std::string& sql) {
  const SnapshotResult result = state_->run(sql, PGRES_TUPLES_OK);
  std::vector<TextRow> out;
  const int columns = PQnfields(result.get());
  for (int r = 0; r < PQntuples(result.get()); ++r) {
    TextRow row;
    for (int c = 0; c < columns; ++c)
      row.push_back(PQgetisnull(result.get(), r, c)
                        ? std::optional<std::string>()
                        : std::optional<std::string>(std::string(
                              PQgetvalue(result.get(), r, c),
                              static_cast<std::size_t>(PQgetlength(result.get(), r, c)))));
    out.push_back(std::move(row));
  }
  return out;
}

std::optional<std::string> SnapshotReader::value(const std::string& sql) {
  const std::vector<TextRow> found = rows(sql);
  return found.empty() || found.front().empty() ? std::optional<std::string>()
                                                : found.front().front();
}

void SnapshotReader::copy(const std::string& query, const std::function<void(TextRow&&)>& sink) {
  state_->run("COPY (" + query + ") TO STDOUT", PGRES_COPY_OUT);
  for (;;) {
    char* line = nullptr;
    const int length = PQgetCopyData(state_->link, &line, 0);
    if (length < 0) {
      const SnapshotResult end(PQgetResult(state_->link));
      if (length == -2 || PQresultStatus(end.get()) != PGRES_COMMAND_OK)
        throw std::runtime_error(trimmed(PQerrorMessage(state_->link)));
      while (const SnapshotResult rest{PQgetResult(state_->link)}) continue;
      return;
    }
    const std::unique_ptr<char, decltype(&PQfreemem)> owned(line, PQfreemem);
    sink(parse_copy_line({line, static_cast<std::size_t>(length)}));
  }
}

std::string SnapshotReader::literal(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += '\'';
    out += c;
  }
  return out += "'";
}

}  // namespace chatterd::bridge
