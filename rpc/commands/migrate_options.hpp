// The command line of chatterd migrate.
#pragma once
#include "models/migrate/core/open.hpp"
#include "rpc/commands/config.hpp"

namespace chatterd::rpc {

struct MigrateOptions {
  enum class Action { run, verify, undo, help };
  Action action = Action::run;
  migrate::Place from, to;
  migrate::Selection selection;
  migrate::TargetOptions target;
  std::string report, report_html;  // files for the report as JSON and as a page
  std::int64_t run = 0;
};

// Throws ConfigError.
MigrateOptions read_migrate_options(const std::vector<std::string>& arguments,
                                    const std::map<std::string, std::string>& environment);
std::string migrate_help();

}  // namespace chatterd::rpc
