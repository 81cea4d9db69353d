// What the command line, the environment and a configuration file say.
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "rpc/http/trusted_proxies.hpp"
#include "rpc/monitoring/log.hpp"

namespace chatterd::rpc {

struct Config {
  enum class Command { serve, init, help, help_serve, help_init, version };
  Command command = Command::serve;
  std::string config_file;
  std::vector<std::string> databases;  // DSNs; none means a private cluster under `data`
  std::string read_database;           // the DSN of a hot standby; "" for none
  std::string dbfilter;                // which of them a host shows (rpc::Databases)
  std::string address = "127.0.0.1";
  std::uint16_t port = 8069;
  std::string data;
  std::string odoo;       // "" when no Odoo server is asked whose a session is
  std::string filestore;  // "" means <data>/filestore/<database name>; of several: their folder
  std::size_t workers = 0;
  std::size_t io_threads = 1;
  std::size_t max_connections = 65536;
  std::size_t max_body = 128 << 20;
  std::chrono::seconds statement_time{30};  // 0: a statement may take any time
  std::chrono::seconds request_time{120};   // 0: a request may
  std::size_t max_stranger_body = 1 << 20;
  std::size_t max_memory = std::size_t{1} << 30;  // of bodies in flight
  // of the addon's calls and of /metrics and /healthz; "" means where clients are served
  std::string addon_address, metrics_address;
  std::uint16_t addon_port = 0, metrics_port = 0;
  Level log_level = Level::info;
  LogFormat log_format = LogFormat::logfmt;
  bool proxy_mode = false;
  bool proxy_protocol = false;
  TrustedProxies trusted_proxies;  // whose word counts, in both; everybody's when none is named
  std::string tls_certificate, tls_key;
  std::chrono::milliseconds slow_statement{0};  // 0: none is told of
  bool list_db = true;
  bool gzip = true;
  bool page = true;  // serve the page for people
  bool demo = false;
  bool livechat = false;       // of a database that is made: live chat with visitors of a website
  std::string admin_password;  // of a database that is made; "" means a generated one

  // The DSN for a command that works on one database, "" for the private cluster's. Throws
  // ConfigError where several are named.
  std::string database() const;
};

// Wrong words on the command line, in the environment or in the file: one line for the user.
class ConfigError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The command line wins over the environment (CHATTERD_WORKERS for --workers), which wins over the
// file (workers = 4). Throws ConfigError.
Config read_config(const std::vector<std::string>& arguments,
                   const std::map<std::string, std::string>& environment);

// Of chatterd (help), or of one of its commands (help_serve, help_init).
std::string help_text(Config::Command command = Config::Command::help);
std::string version_text();
std::string version_number();  // such as "0.2.0"

}  // namespace chatterd::rpc
