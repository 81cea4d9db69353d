// Options and report of `chatterd backup` and `chatterd restore`.
#include "rpc/commands/backup_command.hpp"

#include <cstdio>

#include "models/engine/backup/backup.hpp"
#include "rpc/commands/command_line.hpp"
#include "rpc/commands/config.hpp"
#include "rpc/commands/opened.hpp"
#include "rpc/commands/startup.hpp"

namespace chatterd::rpc {

namespace {

namespace po = boost::program_options;

constexpr const char* backup_usage =
    "chatterd backup --to FOLDER [OPTIONS]     database and attachments, while people talk\n"
    "chatterd restore --from FOLDER [OPTIONS]  into an empty database, or a new private cluster\n\n"
    "Options:\n"
    "  --to FOLDER           of the backup; it must not be there yet\n"
    "  --previous FOLDER     an earlier backup: files that it has are linked, not copied\n"
    "  --from FOLDER         the backup to restore\n"
    "  --database, --data, --filestore, --config  as of chatterd serve\n\n"
    "Exit status: 0 done, 1 done, but attachments are missing or damaged (they are named), 2 "
    "nothing is done.\n";

void report(const char* what, const backup::Report& done) {
  for (const std::string& name : done.missing)
    std::fprintf(stderr, "missing in the filestore: %s\n", name.c_str());
  for (const std::string& name : done.damaged) std::fprintf(stderr, "damaged: %s\n", name.c_str());
  std::printf("%s: %llu attachments, %llu bytes%s\n", what,
              static_cast<unsigned long long>(done.files),
              static_cast<unsigned long long>(done.bytes),
              done.linked ? (", " + std::to_string(done.linked) + " of them linked").c_str() : "");
}

}  // namespace

int backup_command(const std::vector<std::string>& arguments,
                   const std::map<std::string, std::string>& environment) {
  const bool saving = arguments.front() == "backup";
  po::options_description own;
  own.add_options()("help,h", "")(saving ? "to" : "from", po::value<std::string>());
  if (saving) own.add_options()("previous", po::value<std::string>());
  const std::string command = "chatterd " + arguments.front();
  const CommandLine given(command, own, {arguments.begin() + 1, arguments.end()},
                          CommandLine::Others::of_serve);
  if (given.has("help")) {
    std::fputs(backup_usage, stdout);
    return 0;
  }
  const char* const place = saving ? "to" : "from";
  if (!given.has(place)) throw ConfigError(command + " wants --" + place + " FOLDER");
  const std::string folder = given.text(place);
  std::vector<std::string> rest = {"serve"};
  rest.insert(rest.end(), given.others().begin(), given.others().end());
  const Config config = read_config(rest, environment);
  const Opened opened = open_configured(config, command, !saving);
  const auto progress = [](const std::string& step) { log(Level::info, step); };
  backup::Report done;
  if (saving) {
    if (inspect_database(*opened.pool) == DatabaseKind::empty)
      throw StartupError("the database \"" + opened.pool->database() + "\" is empty");
    const std::string previous = given.text("previous");
    done = backup::back_up(*opened.pool, opened.filestore,
                           {folder, previous, version_number(), progress});
  } else {
    if (inspect_database(*opened.pool) != DatabaseKind::empty)
      throw StartupError("the database \"" + opened.pool->database() +
                         "\" is not empty: what is there would be lost");
    done = backup::restore(*opened.pool, opened.filestore, folder, progress);
  }
  report(saving ? "saved" : "restored", done);
  return done.missing.empty() && done.damaged.empty() ? 0 : 1;
}

}  // namespace chatterd::rpc
