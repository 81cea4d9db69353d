// Looking at the database, and at the limits of the process.
#include "rpc/commands/startup.hpp"

#include <sys/resource.h>

#include <set>

#include "bridge/postgres/sql.hpp"
#include "bridge/postgres/transaction.hpp"

namespace chatterd::rpc {

namespace {

// "13.0" of "13.0.1.3", "saas~13.3" as it is: the series that a base module's version belongs to.
std::string series_of(const std::string& version) {
  const std::size_t first = version.find('.');
  return version.substr(0, first == std::string::npos ? first : version.find('.', first + 1));
}

DatabaseKind inspect(bridge::Transaction& transaction, const std::string& name) {
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

void raise_file_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace chatterd::rpc
