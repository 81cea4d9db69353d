// Looking at the database, and at the limits of the process.
#include "rpc/commands/startup.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <set>

#include "bridge/postgres/sql.hpp"
#include "bridge/postgres/transaction.hpp"
#include "models/engine/setup/indexes.hpp"
#include "rpc/monitoring/log.hpp"

namespace chatterd::rpc {

namespace fs = std::filesystem;

namespace {

// "13.0" of "13.0.1.3", "saas~13.3" as it is: the series that a base module's version belongs to.
std::string series_of(const std::string& version) {
  const std::size_t first = version.find('.');
  return version.substr(0, first == std::string::npos ? first : version.find('.', first + 1));
}

DatabaseKind inspect(bridge::Transaction& transaction, const std::string& name) {
  const std::string encoding = transaction.execute("SHOW server_encoding")[0][0].str();
  if (encoding != "UTF8")
    throw StartupError("the database \"" + name + "\" is in " + encoding +
                       ", and chatterd serves databases in UTF8");
  const auto tables = transaction.execute(
      R"sql(
          SELECT to_regclass('ir_module_module') IS NOT NULL, (SELECT count(*) FROM pg_class c
              JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND
              n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'))sql");
  if (!tables[0][0].boolean()) {
    if (tables[0][1].integer() == 0) return DatabaseKind::empty;
    throw StartupError("the database \"" + name + "\" is not empty and is not an Odoo database");
  }
  std::string version;
  std::set<std::string> installed;
  for (const bridge::Row row : transaction.execute(
           R"sql(
               SELECT name, coalesce(latest_version, '')
               FROM ir_module_module
               WHERE state IN ('installed', 'to upgrade', 'to remove')
                 AND name IN ('base', 'mail', 'bus'))sql")) {
    installed.insert(row[0].str());
    if (row[0].text() == "base") version = row[1].str();
  }
  if (version.empty())
    throw StartupError("the Odoo database \"" + name + "\" is not fully installed");
  if (series_of(version) != "13.0")
    throw StartupError("the database \"" + name + "\" is Odoo " + series_of(version) +
                       ", and chatterd serves Odoo 13.0");
  for (const char* module : {"bus", "mail"})
    if (!installed.contains(module))
      throw StartupError(std::string("the module ") + module +
                         " is not installed in the database \"" + name + "\"");
  return DatabaseKind::odoo;
}

}  // namespace

std::string first_line(const std::string& text) {
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  if (start == std::string::npos) return "no reason given";
  return text.substr(start, text.find_first_of("\r\n", start) - start);
}

DatabaseKind inspect_database(bridge::Pool& pool) {
  try {
    DatabaseKind kind = DatabaseKind::empty;
    bridge::in_transaction(
        pool,
        [&](bridge::Transaction& transaction) { kind = inspect(transaction, pool.database()); },
        bridge::Transaction::Mode::read_only);
    return kind;
  } catch (const bridge::ConnectionLost& error) {
    throw StartupError("cannot reach the database: " + first_line(error.what()));
  } catch (const bridge::SqlError& error) {
    throw StartupError("cannot read the database: " + first_line(error.what()));
  }
}

namespace {

constexpr std::int64_t large_table = 100000;
constexpr double tolerated_seconds = 5;

// Writes a file and takes it away: rights, quotas and read-only mounts have more ways than one.
void check_filestore(const std::string& folder) {
  const fs::path probe = fs::path(folder) / (".chatterd-" + std::to_string(::getpid()));
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw StartupError("the filestore " + folder + " cannot be made: " + error.message());
  const int file = ::open(probe.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  const int reason = errno;
  if (file < 0)
    throw StartupError("the filestore " + folder +
                       " cannot be written to: " + std::strerror(reason));
  ::close(file);
  ::unlink(probe.c_str());
}

void look_at_files(bridge::Transaction& transaction, const std::string& folder) {
  std::int64_t seen = 0, missing = 0;
  for (const bridge::Row row : transaction.execute(R"sql(
           SELECT store_fname
           FROM ir_attachment
           WHERE store_fname IS NOT NULL
           ORDER BY id DESC
           LIMIT 20)sql")) {
    ++seen;
    std::error_code error;
    missing += fs::exists(fs::path(folder) / row[0].str(), error) ? 0 : 1;
  }
  if (missing > 0)
    log(Level::warning, "attachments are missing in the filestore",
        {{"filestore", folder}, {"looked_for", seen}, {"missing", missing}});
}

void look_at_clock(bridge::Transaction& transaction) {
  const double there =
      transaction.execute("SELECT extract(epoch FROM clock_timestamp())::float8")[0][0].number();
  const double here =
      std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  if (std::abs(here - there) > tolerated_seconds)
    log(Level::warning, "this machine's clock is not that of the database's",
        {{"seconds_ahead", static_cast<std::int64_t>(std::llround(here - there))}});
}

void look_at_indexes(bridge::Transaction& transaction) {
  std::string missing;
  for (const Index& index : possible_indexes(transaction))
    if (rows_without(transaction, index) >= large_table)
      missing += (missing.empty() ? "" : ",") + index.name;
  if (!missing.empty())
    log(Level::warning, "large tables lack indexes: chatterd doctor --fix indexes makes them",
        {{"indexes", missing}});
}

}  // namespace

void check_surroundings(bridge::Pool& pool, const std::string& filestore) {
  check_filestore(filestore);
  bridge::in_transaction(
      pool,
      [&](bridge::Transaction& transaction) {
        look_at_files(transaction, filestore);
        look_at_clock(transaction);
        look_at_indexes(transaction);
      },
      bridge::Transaction::Mode::read_only);
}

void raise_file_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace chatterd::rpc
