// Options on Boost.Program_options: one table for the command line, the environment and the file.
#include "rpc/commands/config.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <charconv>
#include <fstream>
#include <thread>

#ifndef CHATTERD_VERSION
#error "CHATTERD_VERSION comes from CMakeLists.txt"
#endif

namespace chatterd::rpc {

namespace po = boost::program_options;

namespace {

struct OptionRow {
  const char* name;
  const char* argument;  // "" for a switch
  const char* help;
  bool of_init = false;  // `chatterd init` heeds it too
};

// In the order of the help. A switch takes no argument on the command line, and true or false
// elsewhere.
constexpr OptionRow option_rows[] = {
    {"database", "DSN",
     "PostgreSQL database to serve, as a libpq connection string or URI; Odoo may use it at the "
     "same time. Given several times, all are served, each in its sessions. Without it, chatterd "
     "runs a private PostgreSQL cluster in the data folder",
     true},
    {"dbfilter", "REGEX",
     "of several databases, show a host those whose names match; %h stands for the host, %d for "
     "its first label, as in Odoo. With a DSN that names no database: serve all Odoo databases of "
     "its user on that server"},
    {"read-database", "DSN",
     "a hot standby of the database: pages, history and search are read there, for those of whom "
     "it "
     "has all that they have seen"},
    {"listen", "ADDR:PORT", "where to serve (127.0.0.1:8069); '*' is every address"},
    {"addon-listen", "ADDR:PORT",
     "serve the calls of the addon mail_chatterd here and nowhere else (where clients are served)"},
    {"metrics-listen", "ADDR:PORT",
     "serve /metrics and /healthz here and nowhere else (where clients are served)"},
    {"data", "DIR",
     "sessions, and the private cluster (/var/lib/chatterd for root, else "
     "~/.local/share/chatterd)",
     true},
    {"filestore", "DIR",
     "attachments, in Odoo's layout (DATA/filestore/NAME-OF-DATABASE); of several "
     "databases, the folder that has one of each name",
     true},
    {"odoo", "URL",
     "an Odoo server on the same database: the sessions of its users are known here too, so that a "
     "gateway can send requests to either"},
    {"workers", "N",
     "threads that run calls, one database connection each (twice the processors, at least 4)"},
    {"io-threads", "N", "threads that read and write sockets (1)"},
    {"max-connections", "N", "connections at once; more get status 503 (65536)"},
    {"max-body", "MB", "size of a request that may carry attachments (128)"},
    {"max-stranger-body", "MB", "the same of a client that is not logged in (1)"},
    {"statement-time", "SECONDS",
     "what PostgreSQL may spend on one statement of a request before it is cut off; 0 is any time "
     "(30)"},
    {"request-time", "SECONDS",
     "what a request may take before its next statement is refused; 0 is any time (120)"},
    {"max-memory", "MB",
     "what the bodies of all requests in flight may take together; more get status 503 (1024)"},
    {"log-level", "LEVEL", "debug, info, warning or error (info)", true},
    {"log-format", "FORMAT", "logfmt or json (logfmt)", true},
    {"proxy-mode", "",
     "believe X-Forwarded-For, -Host and -Proto: only behind a proxy that sets them"},
    {"proxy-protocol", "",
     "connections of clients begin with HAProxy's PROXY header, version 1 or 2: only behind a "
     "proxy that sends it"},
    {"trusted-proxies", "LIST",
     "proxy-mode, or proxy-protocol where that is given, of these addresses and networks only, "
     "such as 127.0.0.1,10.0.0.0/8"},
    {"tls-cert", "FILE", "serve clients over TLS with this certificate and its chain (PEM)"},
    {"tls-key", "FILE", "its key (PEM); SIGHUP reads both again"},
    {"slow-statement", "MS", "log what PostgreSQL takes so long for; 0 is nothing (0)"},
    {"no-database-list", "", "do not tell the name of the database to anybody who asks"},
    {"no-gzip", "", "never compress answers"},
    {"no-page", "", "serve no page for people: only what other programs ask"},
    {"admin-password", "PASSWORD",
     "of the administrator of a database that is made (a random one, printed once)", true},
    {"with", "MODULE",
     "with a database that is made: one of Odoo's modules that a team without Odoo may have too; "
     "im_livechat is live chat with the visitors of a website",
     true},
    {"demo", "",
     "with a database that is made: add people and channels to try, with well-known passwords",
     true},
};

// The option that may be given several times.
constexpr std::string_view many_values = "database";

po::options_description description(bool switches_take_values) {
  po::options_description out;
  for (const OptionRow& row : option_rows) {
    if (row.name == many_values)
      out.add_options()(row.name, po::value<std::vector<std::string>>());
    else if (*row.argument == '\0' && !switches_take_values)
      out.add_options()(row.name, po::value<std::string>()->implicit_value("true")->zero_tokens());
    else
      out.add_options()(row.name, po::value<std::string>());
  }
  return out;
}

std::string environment_name(const std::string& option) {
  std::string out = "CHATTERD_";
  for (const char c : option)
    out += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  return out;
}

std::size_t number(const std::string& name, const std::string& text, std::size_t low,
                   std::size_t high) {
  std::size_t value = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || end.ec != std::errc() || end.ptr != text.data() + text.size() ||
      value < low || value > high)
    throw ConfigError(name + " must be a number from " + std::to_string(low) + " to " +
                      std::to_string(high) + ", not '" + text + "'");
  return value;
}

bool flag(const std::string& name, const std::string& text) {
  if (text == "true" || text == "1" || text == "yes" || text == "on") return true;
  if (text == "false" || text == "0" || text == "no" || text == "off" || text.empty()) return false;
  throw ConfigError(name + " must be true or false, not '" + text + "'");
}

void read_listen(const std::string& name, const std::string& text, std::string& address,
                 std::uint16_t& port) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos)
    throw ConfigError(name + " must be ADDR:PORT, not '" + text + "'");
  address = text.substr(0, colon);
  if (address.starts_with('[') && address.ends_with(']'))
    address = address.substr(1, address.size() - 2);
  if (address.empty()) address = "*";
  port =
      static_cast<std::uint16_t>(number("the port of " + name, text.substr(colon + 1), 0, 65535));
}

std::string home_folder(const std::map<std::string, std::string>& environment) {
  if (const auto home = environment.find("HOME");
      home != environment.end() && !home->second.empty())
    return home->second;
  const passwd* account = ::getpwuid(::getuid());
  return account && account->pw_dir ? account->pw_dir : ".";
}

std::string default_data(const std::map<std::string, std::string>& environment) {
  if (::geteuid() == 0) return "/var/lib/chatterd";
  if (const auto data = environment.find("XDG_DATA_HOME");
      data != environment.end() && !data->second.empty())
    return data->second + "/chatterd";
  return home_folder(environment) + "/.local/share/chatterd";
}

// Boost's words name its own terms; these name what the user wrote.
[[noreturn]] void explain(const po::error& error, const std::string& where) {
  if (const auto* unknown = dynamic_cast<const po::unknown_option*>(&error))
    throw ConfigError("unknown option '" + unknown->get_option_name() + "'" + where +
                      "; chatterd --help lists them");
  throw ConfigError(error.what() + where);
}

void set_options(const po::variables_map& values, Config& config) {
  const auto text = [&](const char* name) -> const std::string* {
    return values.count(name) ? &values[name].as<std::string>() : nullptr;
  };
  if (values.count(many_values.data()))
    config.databases = values[many_values.data()].as<std::vector<std::string>>();
  std::erase(config.databases, "");
  if (const auto* value = text("dbfilter")) config.dbfilter = *value;
  if (const auto* value = text("read-database")) config.read_database = *value;
  if (const auto* value = text("listen"))
    read_listen("listen", *value, config.address, config.port);
  if (const auto* value = text("addon-listen"))
    read_listen("addon-listen", *value, config.addon_address, config.addon_port);
  if (const auto* value = text("metrics-listen"))
    read_listen("metrics-listen", *value, config.metrics_address, config.metrics_port);
  if (const auto* value = text("data")) config.data = *value;
  if (const auto* value = text("odoo")) config.odoo = *value;
  if (!config.odoo.empty() && !config.read_database.empty())
    throw ConfigError(
        "read-database is not for an engine beside an Odoo, whose writes it never sees");
  if (const auto* value = text("filestore")) config.filestore = *value;
  if (const auto* value = text("workers")) config.workers = number("workers", *value, 1, 1024);
  if (const auto* value = text("io-threads"))
    config.io_threads = number("io-threads", *value, 1, 64);
  if (const auto* value = text("max-connections"))
    config.max_connections = number("max-connections", *value, 1, 10'000'000);
  if (const auto* value = text("max-body"))
    config.max_body = number("max-body", *value, 1, 4096) << 20;
  if (const auto* value = text("statement-time"))
    config.statement_time = std::chrono::seconds(number("statement-time", *value, 0, 86'400));
  if (const auto* value = text("request-time"))
    config.request_time = std::chrono::seconds(number("request-time", *value, 0, 86'400));
  if (const auto* value = text("max-stranger-body"))
    config.max_stranger_body = number("max-stranger-body", *value, 1, 4096) << 20;
  if (const auto* value = text("max-memory"))
    config.max_memory = number("max-memory", *value, 1, 1 << 20) << 20;
  if (const auto* value = text("admin-password")) config.admin_password = *value;
  if (const auto* value = text("proxy-mode")) config.proxy_mode = flag("proxy-mode", *value);
  if (const auto* value = text("proxy-protocol"))
    config.proxy_protocol = flag("proxy-protocol", *value);
  if (const auto* value = text("trusted-proxies")) {
    try {
      config.trusted_proxies = TrustedProxies(*value);
    } catch (const std::invalid_argument& error) {
      throw ConfigError(std::string("trusted-proxies: ") + error.what());
    }
    if (!config.proxy_protocol) config.proxy_mode = true;
  }
  if (const auto* value = text("tls-cert")) config.tls_certificate = *value;
  if (const auto* value = text("tls-key")) config.tls_key = *value;
  if (config.tls_certificate.empty() != config.tls_key.empty())
    throw ConfigError("tls-cert and tls-key go together");
  if (const auto* value = text("slow-statement"))
    config.slow_statement = std::chrono::milliseconds(number("slow-statement", *value, 0, 3600000));
  if (const auto* value = text("no-database-list"))
    config.list_db = !flag("no-database-list", *value);
  if (const auto* value = text("no-gzip")) config.gzip = !flag("no-gzip", *value);
  if (const auto* value = text("no-page")) config.page = !flag("no-page", *value);
  if (const auto* value = text("with")) {
    if (*value != "im_livechat")
      throw ConfigError("with must be im_livechat, not '" + *value + "'");
    config.livechat = true;
  }
  if (const auto* value = text("demo")) config.demo = flag("demo", *value);
  try {
    if (const auto* value = text("log-level")) config.log_level = parse_level(*value);
    if (const auto* value = text("log-format")) config.log_format = parse_log_format(*value);
  } catch (const std::invalid_argument& error) {
    throw ConfigError(error.what());
  }
}

// The command and what remains; options may stand before it or behind.
Config::Command take_command(std::vector<std::string>& arguments) {
  for (const std::string& argument : arguments) {
    if (argument == "--help" || argument == "-h") {
      const std::string& first = arguments.front();
      return first == "serve"  ? Config::Command::help_serve
             : first == "init" ? Config::Command::help_init
                               : Config::Command::help;
    }
    if (argument == "--version" || argument == "-V") return Config::Command::version;
  }
  if (arguments.empty()) return Config::Command::help;
  const std::string word = arguments.front();
  if (word.starts_with("-"))
    throw ConfigError("name a command first: chatterd serve " + word + " …");
  arguments.erase(arguments.begin());
  if (word == "serve") return Config::Command::serve;
  if (word == "init") return Config::Command::init;
  if (word == "help") return Config::Command::help;
  throw ConfigError("unknown command '" + word + "'; chatterd --help lists them");
}

}  // namespace

Config read_config(const std::vector<std::string>& given,
                   const std::map<std::string, std::string>& environment) {
  std::vector<std::string> arguments = given;
  Config config;
  config.command = take_command(arguments);
  if (config.command != Config::Command::serve && config.command != Config::Command::init)
    return config;
  po::variables_map values;
  po::options_description line = description(false);
  line.add_options()("config", po::value<std::string>());
  try {
    const int style =
        po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
    po::store(po::command_line_parser(arguments).options(line).positional({}).style(style).run(),
              values);
  } catch (const po::too_many_positional_options_error&) {
    throw ConfigError("too many words on the command line; chatterd --help shows how it is used");
  } catch (const po::error& error) {
    explain(error, "");
  }
  const po::options_description elsewhere = description(true);
  po::parsed_options from_environment(&elsewhere);
  for (const OptionRow& row : option_rows) {
    const auto found = environment.find(environment_name(row.name));
    if (found != environment.end() && !found->second.empty())
      from_environment.options.emplace_back(row.name, std::vector<std::string>{found->second});
  }
  po::store(from_environment, values);
  if (values.count("config"))
    config.config_file = values["config"].as<std::string>();
  else if (const auto found = environment.find("CHATTERD_CONFIG"); found != environment.end())
    config.config_file = found->second;
  if (!config.config_file.empty()) {
    std::ifstream file(config.config_file);
    if (!file) throw ConfigError("cannot read the configuration file " + config.config_file);
    try {
      po::store(po::parse_config_file(file, elsewhere), values);
    } catch (const po::error& error) {
      explain(error, " in " + config.config_file);
    }
  }
  set_options(values, config);
  if (config.data.empty()) config.data = default_data(environment);
  if (config.workers == 0)
    config.workers = std::max<std::size_t>(4, 2 * std::thread::hardware_concurrency());
  return config;
}

std::string Config::database() const {
  if (databases.size() > 1)
    throw ConfigError("this is done to one database at a time: name it with --database");
  return databases.empty() ? std::string() : databases.front();
}

std::string version_number() { return CHATTERD_VERSION; }

std::string version_text() { return "chatterd " CHATTERD_VERSION " (Odoo 13.0)\n"; }

std::string help_text(Config::Command command) {
  std::string out =
      command == Config::Command::help_serve
          ? "chatterd serve [OPTIONS] serves a database; an empty one is set up first.\n\n"
      : command == Config::Command::help_init
          ? "chatterd init [OPTIONS] sets up an empty database and stops.\n\n"
          : "chatterd serves Odoo 13's Discuss: JSON-RPC, XML-RPC and long-polling on an Odoo 13 "
            "database.\n\n"
            "Usage:\n"
            "  chatterd serve [OPTIONS]   serve a database; an empty one is set up first\n"
            "  chatterd init [OPTIONS]    set up an empty database and stop\n"
            "  chatterd user …            list, add and archive people, set their passwords\n"
            "  chatterd backup …          save a database and its attachments while people talk\n"
            "  chatterd restore …         put a backup into an empty database\n"
            "  chatterd upgrade …         add what this release has more to a database of its own\n"
            "  chatterd doctor …          look at an Odoo 13 database before attaching to it\n"
            "  chatterd migrate …         move Discuss data between databases and archives\n"
            "  chatterd COMMAND --help\n"
            "  chatterd --version\n\n";
  out += command == Config::Command::help ? "Options of serve:\n" : "Options:\n";
  const auto add = [&out](const std::string& option, const std::string& text) {
    constexpr std::size_t column = 28, width = 96;
    std::string line = "  " + option;
    line.resize(std::max(column, line.size() + 1), ' ');
    std::size_t at = 0;
    while (at < text.size()) {
      std::size_t end = text.size();
      if (end - at > width - column) end = text.rfind(' ', at + width - column);
      out += line + text.substr(at, end - at) + "\n";
      line.assign(column, ' ');
      at = end + 1;
    }
  };
  for (const OptionRow& row : option_rows)
    if (row.of_init || command != Config::Command::help_init)
      add(std::string("--") + row.name + (*row.argument ? std::string(" ") + row.argument : ""),
          row.help);
  add("--config FILE", "read options from a file with lines like 'workers = 8'");
  out +=
      "\nEvery option may also be given in the environment, as CHATTERD_WORKERS for --workers, or "
      "in the\n"
      "file; the command line wins over the environment, which wins over the file.\n"
      "PGHOST, PGPORT, PGUSER and PGPASSWORD fill in what the DSN leaves out.\n";
  if (command == Config::Command::help_init) return out;
  out +=
      "\nSignals: SIGTERM finishes the calls in flight and ends; SIGHUP reads the configuration "
      "again\n"
      "(log-level, log-format, max-connections and the files of TLS take effect at once, the rest\n"
      "needs a restart).\n";
  return out;
}

}  // namespace chatterd::rpc
