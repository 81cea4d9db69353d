// What the server gives: encoding, collation, LISTEN, the file store, the addon's settings.
#include <filesystem>

#include "bridge/postgres/connection.hpp"
#include "bridge/postgres/dsn.hpp"
#include "models/engine/doctor/doctor.hpp"

namespace chatterd::doctor {

namespace {

constexpr std::size_t sampled_files = 500;

void examine_locale(bridge::Transaction& transaction, const Add& add) {
  const bridge::Result row = transaction.execute(
      R"sql(
          SELECT pg_encoding_to_char(encoding), datcollate, current_setting('server_version')
          FROM pg_database
          WHERE datname = current_database())sql");
  const std::string encoding = row[0][0].str();
  add({"encoding",
       encoding == "UTF8" ? Severity::ok : Severity::problem,
       encoding == "UTF8" ? "The database is in UTF-8"
                          : "The database is in " + encoding + ", not in UTF-8",
       "PostgreSQL " + row[0][2].str() + ", collation " + row[0][1].str() +
           ". Lists by name are in the order of this collation, for Odoo and chatterd alike.",
       {}});
}

// Odoo's processes and chatterd's wake each other in the database postgres.
void examine_listening(bridge::Pool& pool, const Add& add) {
  try {
    bridge::Connection connection(bridge::with_database(pool.dsn(), "postgres"));
    connection.command("LISTEN imbus");
    add({"listen",
         Severity::ok,
         "Live notifications can be listened to",
         "LISTEN imbus in the database postgres.",
         {}});
  } catch (const std::exception& error) {
    add({"listen",
         Severity::problem,
         "Live notifications cannot be listened to",
         std::string(
             "No connection to the database postgres of the server, where Odoo 13 notifies: ") +
             error.what(),
         {}});
  }
}

void examine_files(bridge::Transaction& transaction, const std::string& folder, const Add& add) {
  if (folder.empty())
    return add({"filestore",
                Severity::note,
                "The file store was not looked at",
                "Name it with --filestore.",
                {}});
  std::size_t missing = 0, seen = 0;
  std::string example;
  for (const bridge::Row row :
       transaction.execute(bridge::Sql(R"sql(
           SELECT store_fname
           FROM ir_attachment
           WHERE store_fname IS NOT NULL
           ORDER BY id DESC
           LIMIT %s)sql",
                                       {static_cast<std::int64_t>(sampled_files)}))) {
    ++seen;
    std::error_code error;
    if (std::filesystem::exists(folder + "/" + row[0].str(), error)) continue;
    ++missing;
    example = row[0].str();
  }
  add({"filestore",
       missing == 0 ? Severity::ok : Severity::problem,
       missing == 0 ? "The file store has the files"
                    : std::to_string(missing) + " of the newest " + std::to_string(seen) +
                          " files are missing",
       folder + (missing == 0 ? ", " + std::to_string(seen) + " files looked for."
                              : ", for example " + example),
       {}});
}

void examine_housekeeping(bridge::Transaction& transaction, const Add& add) {
  const Id old = transaction
                     .execute(
                         R"sql(
                             SELECT count(*)
                             FROM bus_bus
                             WHERE create_date < (now() at time zone 'UTC') - interval '1 day')sql")
                         [0][0]
                     .integer();
  add({"bus",
       old > 10000 ? Severity::warning : Severity::ok,
       old > 10000 ? "Old notifications are not removed" : "Old notifications are removed",
       std::to_string(old) +
           " rows of bus_bus are older than a day. Odoo's scheduled job and chatterd remove them.",
       {}});
}

void examine_addon(bridge::Transaction& transaction, const Add& add) {
  std::map<std::string, std::string> values;
  for (const bridge::Row row : transaction.execute(
           "SELECT key, value FROM ir_config_parameter WHERE key LIKE 'mail_chatterd.%'"))
    values[row[0].str()] = row[1].str();
  if (values.empty())
    return add({"addon",
                Severity::note,
                "The addon mail_chatterd is not installed",
                "It is not needed behind nginx.",
                {}});
  const bool secret = !values["mail_chatterd.secret"].empty();
  add({"addon",
       secret ? Severity::ok : Severity::warning,
       secret ? "The addon has a secret" : "The addon has no secret, so that its calls are refused",
       "It calls " +
           (values["mail_chatterd.url"].empty() ? "http://127.0.0.1:8070"
                                                : values["mail_chatterd.url"]) +
           ".",
       {}});
}

}  // namespace

void examine_server(bridge::Pool& pool, bridge::Transaction& transaction, const Options& options,
                    const Add& add) {
  examine_locale(transaction, add);
  examine_listening(pool, add);
  examine_files(transaction, options.filestore, add);
  examine_housekeeping(transaction, add);
  examine_addon(transaction, add);
}

}  // namespace chatterd::doctor
