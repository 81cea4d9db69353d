// Options and report of `chatterd upgrade`.
#include "rpc/commands/upgrade_command.hpp"

#include <algorithm>
#include <cstdio>

#include "models/engine/orm/env.hpp"
#include "models/engine/setup/upgrade.hpp"
#include "rpc/commands/command_line.hpp"
#include "rpc/commands/config.hpp"
#include "rpc/commands/opened.hpp"
#include "rpc/commands/startup.hpp"

namespace chatterd::rpc {

namespace {

constexpr const char* upgrade_usage =
    "chatterd upgrade [OPTIONS]: adds to a database of chatterd's own what this release has more "
    "than the one\n"
    "that made it: tables, columns, indexes, records, French texts. Nothing is removed. An Odoo's "
    "database is\n"
    "never changed.\n\n"
    "Options:\n"
    "  --dry-run   says what would be done, and does nothing\n"
    "  --database, --data, --config  as of chatterd serve\n\n"
    "Exit status: 0 done, 1 done, but something had to be left out (it is named), 2 nothing is "
    "done.\n";

}  // namespace

int upgrade_command(const std::vector<std::string>& arguments,
                    const std::map<std::string, std::string>& environment) {
  boost::program_options::options_description own;
  own.add_options()("help,h", "")("dry-run", "");
  const CommandLine given("chatterd upgrade", own, arguments, CommandLine::Others::of_serve);
  if (given.has("help")) {
    std::fputs(upgrade_usage, stdout);
    return 0;
  }
  const bool dry_run = given.has("dry-run");
  std::vector<std::string> rest = {"serve"};
  rest.insert(rest.end(), given.others().begin(), given.others().end());
  const Config config = read_config(rest, environment);
  const Opened opened = open_configured(config, "chatterd upgrade", false);
  if (inspect_database(*opened.pool) == DatabaseKind::empty)
    throw StartupError("the database \"" + opened.pool->database() +
                       "\" is empty: chatterd init sets it up");
  Engine engine(opened.pool, opened.filestore, [](const std::vector<std::string>&) {});
  MadeBy made;
  engine.run_sudo([&](const Env& env) -> Value {
    made = made_by(env.cr());
    return nullptr;
  });
  if (!made.own)
    throw StartupError("the database \"" + opened.pool->database() +
                       "\" is Odoo's: Odoo upgrades it, and chatterd adds nothing");
  if (is_later_release(made.version, version_number()))
    throw StartupError("the database \"" + opened.pool->database() + "\" is of chatterd " +
                       made.version + ", and this is " + version_number());
  const Upgrade upgrade =
      upgrade_database(engine, version_number(), dry_run ? Effort::rehearse : Effort::keep);
  engine.finish();
  for (const std::string& change : upgrade.changes) std::printf("+ %s\n", change.c_str());
  for (const std::string& note : upgrade.notes) std::printf("! %s\n", note.c_str());
  std::printf("%s from chatterd %s to %s%s: %zu additions\n", opened.pool->database().c_str(),
              made.version.empty() ? "of before 0.2" : made.version.c_str(),
              version_number().c_str(), dry_run ? " would be upgraded" : "",
              upgrade.changes.size());
  return upgrade.notes.empty() ? 0 : 1;
}

}  // namespace chatterd::rpc
