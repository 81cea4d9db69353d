// One row an option; files and folders that are not given are looked for where Odoo and chatterd
// keep them.
#include "rpc/commands/migrate_options.hpp"

#include <filesystem>
#include <fstream>

#include "bridge/postgres/connection.hpp"
#include "rpc/commands/command_line.hpp"

namespace chatterd::rpc {
namespace po = boost::program_options;
namespace {

using migrate::Place;
using migrate::PlaceKind;

struct MigrateOption {
  const char* name;
  const char* argument;  // "" for a switch
  const char* help;
};

constexpr MigrateOption migrate_option_rows[] = {
    {"from", "SOURCE",
     "an Odoo 13 database (postgresql://… or 'host=… dbname=…'), a running\n"
     "                          Odoo 13 (http://host:port/database), an archive (….tar.zst), or an "
     "export of\n"
     "                          Slack (ZIP or folder) or Mattermost (….jsonl, ZIP or folder)"},
    {"to", "TARGET",
     "a database, a running Odoo 13 or an archive; an empty database is set up first"},
    {"from-filestore", "DIR", "attachments of a source database"},
    {"to-filestore", "DIR", "attachments of a target database"},
    {"from-login", "LOGIN",
     "administrator of a source server; __system__ is OdooBot, who sees everything"},
    {"from-password-file", "FILE",
     "that login's password, instead of the variable CHATTERD_FROM_PASSWORD"},
    {"to-login", "LOGIN", "the same of a target server"},
    {"to-password-file", "FILE", "the same of a target server (CHATTERD_TO_PASSWORD)"},
    {"from-key", "KEY",
     "what the workspace of an export is called in external ids, eight letters or digits"},
    {"rate", "NUMBER", "requests a second to a server at most (as many as it answers)"},
    {"channel", "CHANNEL", "only this channel, by name, uuid or id; may be given more than once"},
    {"model", "MODEL", "only messages of threads of this model; may be given more than once"},
    {"since", "DATE", "only messages of this day or later"},
    {"until", "DATE", "only messages before this day"},
    {"all-partners", "", "also partners whom no channel, message or user needs"},
    {"no-archived", "",
     "leave out archived people whom no message or channel needs, and Slack's archived channels"},
    {"mapping", "FILE", "decides conflicts: lines 'res.partner SOURCE-ID TARGET-ID' or '… create'"},
    {"dry-run", "", "say what would happen, write nothing"},
    {"delete", "", "again: remove what an earlier run created and the source no longer has"},
    {"resume", "", "go on with a run that was interrupted"},
    {"run", "NUMBER", "undo: the run to take back (the latest)"},
    {"report", "FILE", "write the report as JSON too"},
    {"report-html", "FILE", "write it as a page with charts (of a run)"},
};

po::options_description migrate_description() {
  po::options_description out;
  for (const MigrateOption& row : migrate_option_rows) {
    if (*row.argument == '\0')
      out.add_options()(row.name, "");
    else if (std::string_view(row.name) == "channel" || std::string_view(row.name) == "model")
      out.add_options()(row.name, po::value<std::vector<std::string>>());
    else
      out.add_options()(row.name, po::value<std::string>());
  }
  return out;
}

// Where the attachments of a database are: what was said, else Odoo's folder or chatterd's,
// whichever is there.
std::string find_filestore(const std::string& given, const std::string& dsn,
                           const std::map<std::string, std::string>& environment) {
  if (!given.empty()) return given;
  const auto variable = [&](const char* name) {
    const auto found = environment.find(name);
    return found == environment.end() ? std::string() : found->second;
  };
  const std::string share = variable("XDG_DATA_HOME").empty() ? variable("HOME") + "/.local/share"
                                                              : variable("XDG_DATA_HOME");
  const std::string database = bridge::Connection(dsn).database();
  const std::string own =
      (variable("CHATTERD_DATA").empty() ? "/var/lib/chatterd" : variable("CHATTERD_DATA")) +
      "/filestore/" + database;
  for (const std::string& folder :
       {share + "/Odoo/filestore/" + database, share + "/chatterd/filestore/" + database, own})
    if (std::filesystem::is_directory(folder)) return folder;
  return own;
}

void check_day(const std::string& name, const std::string& text) {
  const bool fits = text.empty() || (text.size() >= 10 && text[4] == '-' && text[7] == '-' &&
                                     text.find_first_not_of("0123456789-: ") == std::string::npos);
  if (!fits) throw ConfigError("--" + name + " must be a date like 2020-01-31, not '" + text + "'");
}

// A password: the first line of a file, or a variable. Not an option: everybody on the machine sees
// those.
std::string find_password(const std::string& option, const std::string& file,
                          const std::map<std::string, std::string>& environment) {
  std::string out;
  if (!file.empty()) {
    std::ifstream in(file);
    if (!std::getline(in, out)) throw ConfigError("cannot read a password from " + file);
  } else {
    const std::string variable =
        option == "from" ? "CHATTERD_FROM_PASSWORD" : "CHATTERD_TO_PASSWORD";
    const auto found = environment.find(variable);
    if (found == environment.end())
      throw ConfigError("the password is missing: set " + variable + ", or name --" + option +
                        "-password-file FILE");
    out = found->second;
  }
  return out;
}

bool is_key(const std::string& text) {
  return text.size() == 8 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789") == std::string::npos;
}

double find_rate(const std::string& text) {
  if (text.empty()) return 0;
  char* end = nullptr;
  const double rate = std::strtod(text.c_str(), &end);
  if (*end != '\0' || !(rate > 0))
    throw ConfigError("--rate must be a number above 0, not '" + text + "'");
  return rate;
}

Place place(const std::string& option, const std::string& where, const std::string& filestore,
            const std::map<std::string, std::string>& environment) {
  if (where.empty())
    throw ConfigError("--" + option + " is missing; chatterd migrate --help shows how it is used");
  Place out;
  out.where = where;
  out.kind = migrate::place_kind(where);
  if (out.kind == PlaceKind::database)
    out.filestore = find_filestore(filestore, where, environment);
  return out;
}

}  // namespace

MigrateOptions read_migrate_options(const std::vector<std::string>& given,
                                    const std::map<std::string, std::string>& environment) {
  MigrateOptions out;
  std::vector<std::string> arguments = given;
  for (const std::string& word : arguments)
    if (word == "--help" || word == "-h") {
      out.action = MigrateOptions::Action::help;
      return out;
    }
  if (!arguments.empty() && (arguments.front() == "verify" || arguments.front() == "undo")) {
    out.action =
        arguments.front() == "undo" ? MigrateOptions::Action::undo : MigrateOptions::Action::verify;
    arguments.erase(arguments.begin());
  }
  const CommandLine line("chatterd migrate", migrate_description(), arguments);
  const auto text = [&](const std::string& name) { return line.text(name); };
  for (const char* name : {"since", "until"}) check_day(name, text(name));
  out.selection.channels = line.texts("channel");
  out.selection.thread_models = line.texts("model");
  out.selection.since = text("since");
  out.selection.until = text("until");
  out.selection.all_partners = line.has("all-partners");
  out.selection.archived = !line.has("no-archived");
  out.target.mapping_file = text("mapping");
  out.target.dry_run = line.has("dry-run");
  out.target.resume = line.has("resume");
  out.target.remove = line.has("delete");
  out.report = text("report");
  out.report_html = text("report-html");
  try {
    if (!text("run").empty()) out.run = migrate::number(text("run"));
    out.to = place("to", text("to"), text("to-filestore"), environment);
    if (out.action != MigrateOptions::Action::undo || !text("from").empty())
      out.from = place("from", text("from"), text("from-filestore"), environment);
  } catch (const std::invalid_argument& error) {
    throw ConfigError(error.what());
  }
  const auto log_in = [&](const std::string& end, Place& server) {
    if (server.kind != PlaceKind::server || server.where.empty()) return;
    const std::string login = text(end + "-login");
    if (login.empty())
      throw ConfigError("--" + end + "-login is missing: who is to log in at " + server.where);
    server.login = {login, find_password(end, text(end + "-password-file"), environment),
                    find_rate(text("rate"))};
  };
  out.from.key = text("from-key");
  if (!out.from.key.empty() && (out.from.kind != PlaceKind::chat_export || !is_key(out.from.key)))
    throw ConfigError(
        "--from-key is eight lower-case letters or digits, for an export of another chat");
  log_in("from", out.from);
  log_in("to", out.to);
  return out;
}

std::string migrate_help() {
  std::string out =
      "chatterd migrate moves channels, messages, people and attachments between Odoo 13 "
      "databases,\n"
      "running servers and archives, and takes over exports of Slack and Mattermost.\n\n"
      "Usage:\n"
      "  chatterd migrate --from SOURCE --to TARGET [OPTIONS]         move; again: bring up to "
      "date\n"
      "  chatterd migrate verify --from SOURCE --to TARGET [OPTIONS]  compare; status 1 when they "
      "differ\n"
      "  chatterd migrate undo --to TARGET [--run NUMBER]             take a run back\n\n"
      "Options:\n";
  for (const MigrateOption& row : migrate_option_rows) {
    std::string line = std::string("  --") + row.name + " " + row.argument;
    line.resize(std::max<std::size_t>(26, line.size() + 1), ' ');
    out += line + row.help + "\n";
  }
  return out +
         "\nStatus: 0 done or equal, 1 differences or undecided conflicts, 2 could not run.\n";
}

}  // namespace chatterd::rpc
