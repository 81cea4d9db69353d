// Options and report of `chatterd backup` and `chatterd restore`.
#include "rpc/commands/backup_command.hpp"

#include <boost/program_options.hpp>
#include <cstdio>

#include "models/engine/backup/backup.hpp"
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
  own.add_options()("help", "")(saving ? "to" : "from", po::value<std::string>());
  if (saving) own.add_options()("previous", po::value<std::string>());
  po::variables_map values;
  std::vector<std::string> rest = {"serve"};
  try {
    const int style =
        po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
    const po::parsed_options parsed =
        po::command_line_parser(std::vector<std::string>(arguments.begin() + 1, arguments.end()))
            .options(own)
            .style(style)
            .allow_unregistered()
            .run();
    po::store(parsed, values);
    for (const std::string& word : po::collect_unrecognized(parsed.options, po::include_positional))
      rest.push_back(word);
  } catch (const po::error& error) {
    throw ConfigError(std::string(error.what()) + "; chatterd " + arguments.front() +
                      " --help lists the options");
  }
  if (values.count("help")) {
    std::fputs(backup_usage, stdout);
    return 0;
  }
  const char* const place = saving ? "to" : "from";
  if (!values.count(place))
    throw ConfigError("chatterd " + arguments.front() + " wants --" + place + " FOLDER");
  const std::string folder = values[place].as<std::string>();
  const Config config = read_config(rest, environment);
  const Opened opened = open_configured(config, "chatterd " + arguments.front(), !saving);
  const auto progress = [](const std::string& step) { log(Level::info, step); };
  backup::Report done;
  if (saving) {
    if (inspect_database(*opened.pool) == DatabaseKind::empty)
      throw StartupError("the database \"" + opened.pool->database() + "\" is empty");
    const std::string previous =
        values.count("previous") ? values["previous"].as<std::string>() : "";
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
