// A snapshot is taken, the files that its rows name are copied, then it is dumped. Files are never
// changed, and one that a row names goes only after the row is gone (Odoo's garbage collection): a
// file that is missing although no row names it any more went meanwhile, and a newer snapshot is
// taken, which does not name it either.
#include "models/engine/backup/backup.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <set>

#include "bridge/files/filestore.hpp"
#include "bridge/files/hash.hpp"
#include "bridge/postgres/client_programs.hpp"
#include "bridge/postgres/connection.hpp"
#include "models/engine/value.hpp"

namespace chatterd::backup {

namespace fs = std::filesystem;
using bridge::Connection;

namespace {

constexpr const char* dump_name = "database.dump";
constexpr const char* list_name = "backup.json";

std::vector<std::string> names_in(Connection& connection) {
  std::vector<std::string> out;
  for (const bridge::Row row : connection.execute(bridge::Sql(R"sql(
           SELECT DISTINCT store_fname
           FROM ir_attachment
           WHERE store_fname IS NOT NULL AND store_fname <> ''
           ORDER BY store_fname)sql")))
    out.push_back(row[0].str());
  return out;
}

// What the server has written down is safe only with the folder's own blocks.
void write_to_disk(const fs::path& folder) {
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return;
  ::syncfs(file);
  ::close(file);
}

class Copy {
 public:
  Copy(const fs::path& from, const fs::path& to, const fs::path& previous, Report& report)
      : from_(from), to_(to), previous_(previous), report_(report) {}

  // Brings over what has not been yet; the names of those that are not there.
  std::vector<std::string> bring(const std::vector<std::string>& names) {
    std::vector<std::string> missing;
    for (const std::string& name : names)
      if (!done_.contains(name)) (copy(name) ? (void)done_.insert(name) : missing.push_back(name));
    return missing;
  }

 private:
  bool copy(const std::string& name) {
    const fs::path source = from_.full_path(name);
    const fs::path place = source.lexically_relative(from_.folder());
    const fs::path target = to_ / place;
    std::error_code error;
    const std::uintmax_t size = fs::file_size(source, error);
    if (error) return false;
    fs::create_directories(target.parent_path());
    if (fs::file_size(target, error) == size && !error) return true;
    if (!previous_.empty() && fs::file_size(previous_ / place, error) == size && !error) {
      fs::create_hard_link(previous_ / place, target, error);
      if (!error) return ++report_.linked, count(size);
    }
    // under its own name when it is whole: others may read the folder already
    const fs::path part = target.string() + ".part";
    if (!fs::copy_file(source, part, fs::copy_options::overwrite_existing, error) || error) {
      if (!fs::exists(source)) return false;
      throw fs::filesystem_error("cannot copy", source, target, error);
    }
    fs::rename(part, target);
    return count(size);
  }

  bool count(std::uintmax_t size) {
    ++report_.files;
    report_.bytes += size;
    return true;
  }

  const bridge::Filestore from_;
  const fs::path to_, previous_;
  Report& report_;
  std::set<std::string> done_;
};

// Of these, those that a row names now.
std::vector<std::string> still_named(Connection& connection,
                                     const std::vector<std::string>& names) {
  std::vector<std::string> out;
  for (const bridge::Row row : connection.execute(bridge::Sql(R"sql(
           SELECT DISTINCT store_fname
           FROM ir_attachment
           WHERE store_fname = ANY(%s::text[]))sql",
                                                              {names})))
    out.push_back(row[0].str());
  return out;
}

Value described(Connection& connection, const Report& report, const BackupOptions& options) {
  const bridge::Result facts = connection.execute(bridge::Sql(R"sql(
      SELECT current_database(), current_setting('server_version'),
          to_char(now() at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
          (SELECT count(*) FROM mail_message))sql"));
  return {{"database", facts[0][0].str()}, {"postgresql", facts[0][1].str()},
          {"snapshot", facts[0][2].str()}, {"messages", facts[0][3].integer()},
          {"files", report.files},         {"bytes", report.bytes},
          {"missing", report.missing},     {"chatterd", options.version}};
}

void fill(bridge::Pool& pool, const fs::path& filestore, const BackupOptions& options,
          const fs::path& part, Report& report) {
  Copy files(filestore, part / "filestore",
             options.previous.empty() ? fs::path() : options.previous / "filestore", report);
  Connection own(pool.dsn(), "chatterd backup"), now(pool.dsn(), "chatterd backup");
  options.progress("copying attachments");
  files.bring(names_in(now));  // most of them, without holding a snapshot meanwhile
  std::string snapshot;
  for (;;) {
    own.command("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    snapshot = own.execute(bridge::Sql("SELECT pg_export_snapshot()"))[0][0].str();
    const std::vector<std::string> missing = files.bring(names_in(own));
    report.missing = missing.empty() ? missing : still_named(now, missing);
    if (report.missing.size() == missing.size()) break;
    own.command("ROLLBACK");
    options.progress("a file went meanwhile: a newer snapshot");
  }
  options.progress("dumping the database");
  bridge::run_client_program("pg_dump", pool.dsn(),
                             {"--format=custom", "--no-password", "--snapshot=" + snapshot,
                              "--file=" + (part / dump_name).string()});
  std::ofstream list(part / list_name);
  list << described(own, report, options).dump(1) << "\n";
  own.command("COMMIT");
  if (!list.flush()) throw std::runtime_error("cannot write " + (part / list_name).string());
}

}  // namespace

Report back_up(bridge::Pool& pool, const fs::path& filestore, const BackupOptions& options) {
  const fs::path folder = fs::absolute(options.folder).lexically_normal();
  if (fs::exists(folder)) throw std::runtime_error(folder.string() + " is there already");
  if (!options.previous.empty() && !fs::exists(options.previous / list_name))
    throw std::runtime_error(options.previous.string() + " is no whole backup");
  const fs::path part = folder.string() + ".part";
  Report report;
  fs::remove_all(part);
  fs::create_directories(part / "filestore");
  fs::permissions(part, fs::perms::owner_all);
  try {
    fill(pool, filestore, options, part, report);
    write_to_disk(part);
    fs::rename(part, folder);
    write_to_disk(folder.parent_path());
  } catch (...) {
    std::error_code ignored;
    fs::remove_all(part, ignored);
    throw;
  }
  return report;
}

Report restore(bridge::Pool& pool, const fs::path& filestore, const fs::path& folder,
               const Progress& progress) {
  const fs::path from = fs::absolute(folder).lexically_normal();
  if (!fs::exists(from / list_name))
    throw std::runtime_error(from.string() + " is no whole backup: it has no " + list_name);
  Report report;
  // Files first: nobody meets a row whose file is still on its way.
  progress("copying attachments");
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(from / "filestore"))
    if (entry.is_regular_file()) {
      names.push_back(entry.path().lexically_relative(from / "filestore").generic_string());
      if (bridge::sha1_hex(bridge::Filestore(from / "filestore").read(names.back()).value_or("")) !=
          entry.path().filename())
        report.damaged.push_back(names.back());
    }
  fs::create_directories(filestore);
  Copy(from / "filestore", filestore, "", report).bring(names);
  progress("restoring the database");
  bridge::run_client_program(
      "pg_restore", pool.dsn(),
      {"--no-password", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error",
       "--dbname=", (from / dump_name).string()});
  Connection connection(pool.dsn(), "chatterd restore");
  connection.execute(bridge::Sql("ANALYZE"));
  const bridge::Filestore store(filestore);
  for (const std::string& name : names_in(connection))
    if (!store.size(name)) report.missing.push_back(name);
  write_to_disk(filestore);
  return report;
}

}  // namespace chatterd::backup
