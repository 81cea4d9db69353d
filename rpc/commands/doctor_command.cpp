// The report of `chatterd doctor`, for people and as JSON.
#include "rpc/commands/doctor_command.hpp"

#include <algorithm>
#include <cstdio>
#include <sstream>

#include "models/engine/doctor/doctor.hpp"
#include "rpc/commands/command_line.hpp"
#include "rpc/commands/config.hpp"
#include "rpc/commands/opened.hpp"
#include "rpc/wire/json_text.hpp"

namespace chatterd::rpc {

namespace {

namespace po = boost::program_options;
using doctor::Finding;
using doctor::Severity;

constexpr const char* usage =
    "chatterd doctor --database DSN: looks at an Odoo 13 database before chatterd is attached to "
    "it; without\n"
    "--database, at that of the private cluster.\n"
    "It changes nothing unless a fix is named. Exit status: 0 all is fine, 1 something was found, "
    "2 could not look.\n\n";

po::options_description options() {
  po::options_description out;
  out.add_options()("database", po::value<std::string>(), "libpq connection string or URI")(
      "data", po::value<std::string>(),
      "without --database: the folder of the private cluster to look at")(
      "filestore", po::value<std::string>(), "Odoo's attachments: looks for the newest files")(
      "addons-path", po::value<std::string>(),
      "folders of modules, separated by commas: searches their Python for overrides")(
      "slow", "also what PostgreSQL spends its time on, by pg_stat_statements")(
      "json", "the report as JSON")(
      "fix", po::value<std::vector<std::string>>()->composing(),
      "runs the fix of this finding, such as index:mail_notification_failed_idx")("help,h",
                                                                                  "this text");
  return out;
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, ',');)
    if (!part.empty()) out.push_back(part);
  return out;
}

bool serious(const Finding& finding) {
  return finding.severity == Severity::warning || finding.severity == Severity::problem;
}

void print(const std::string& database, const std::vector<Finding>& findings) {
  std::printf("The database \"%s\"\n\n", database.c_str());
  for (const Finding& finding : findings) {
    std::printf("%-8s %s  [%s]\n", severity_name(finding.severity), finding.title.c_str(),
                finding.id.c_str());
    if (!finding.detail.empty() && finding.severity != Severity::ok)
      std::printf("         %s\n", finding.detail.c_str());
    for (const std::string& statement : finding.fix)
      std::printf("         --fix %s runs: %s\n", finding.id.c_str(), statement.c_str());
  }
  const auto count = std::count_if(findings.begin(), findings.end(), serious);
  std::printf("\n%s\n",
              count == 0 ? "Fine." : (std::to_string(count) + " findings to look at.").c_str());
}

void mend(bridge::Pool& pool, const std::vector<Finding>& findings, const std::string& name) {
  const auto found = std::find_if(findings.begin(), findings.end(),
                                  [&](const Finding& finding) { return finding.id == name; });
  if (found == findings.end())
    throw ConfigError("nothing to fix is called '" + name + "'; the report names what is");
  if (found->fix.empty()) throw ConfigError("'" + name + "' has no fix to run");
  doctor::mend(pool, *found);
  std::printf("fixed: %s\n", name.c_str());
}

}  // namespace

int doctor_command(const std::vector<std::string>& arguments,
                   const std::map<std::string, std::string>& environment) {
  const CommandLine given("chatterd doctor", options(), arguments);
  if (given.has("help")) {
    std::ostringstream text;
    text << usage << options();
    std::fputs(text.str().c_str(), stdout);
    return 0;
  }
  std::string dsn = given.text("database");
  if (const auto variable = environment.find("CHATTERD_DATABASE");
      dsn.empty() && variable != environment.end())
    dsn = variable->second;
  Config config = read_config({"serve"}, environment);
  config.databases = {dsn};
  std::erase(config.databases, "");
  if (given.has("data")) config.data = given.text("data");
  if (given.has("filestore")) config.filestore = given.text("filestore");
  const Opened opened = open_configured(config, "chatterd doctor", false);
  doctor::Options wanted;
  wanted.filestore = dsn.empty() ? opened.filestore : config.filestore;
  wanted.slow = given.has("slow");
  wanted.addons_paths = split(given.text("addons-path"));
  const std::shared_ptr<bridge::Pool>& pool = opened.pool;
  std::vector<Finding> findings = doctor::examine(*pool, wanted);
  if (given.has("fix")) {
    for (const std::string& name : given.texts("fix")) mend(*pool, findings, name);
    findings = doctor::examine(*pool, wanted);
  }
  if (given.has("json"))
    std::printf("%s\n", dump_json(doctor::to_json(pool->database(), findings)).c_str());
  else
    print(pool->database(), findings);
  return std::any_of(findings.begin(), findings.end(), serious) ? 1 : 0;
}

}  // namespace chatterd::rpc
