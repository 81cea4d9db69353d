// The program chatterd: reads the command line, wires the parts together, waits for signals.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "bridge/postgres/dsn.hpp"
#include "bridge/postgres/local_postgres.hpp"
#include "bridge/postgres/statement_times.hpp"
#include "models/engine/engine.hpp"
#include "models/engine/log.hpp"
#include "models/engine/orm/cache_counts.hpp"
#include "rpc/commands/backup_command.hpp"
#include "rpc/commands/config.hpp"
#include "rpc/commands/doctor_command.hpp"
#include "rpc/commands/installation.hpp"
#include "rpc/commands/migrate_command.hpp"
#include "rpc/commands/opened.hpp"
#include "rpc/commands/secrets.hpp"
#include "rpc/commands/served_database.hpp"
#include "rpc/commands/startup.hpp"
#include "rpc/commands/upgrade_command.hpp"
#include "rpc/commands/user_command.hpp"
#include "rpc/http/http_server.hpp"
#include "rpc/http/listening.hpp"
#include "rpc/routes/application.hpp"
#include "rpc/routes/endpoints.hpp"

extern char** environ;

namespace {

using namespace chatterd;
using namespace chatterd::rpc;

// SIGTERM has 5 s in all; the rest is for the private cluster.
constexpr std::chrono::milliseconds stop_grace = std::chrono::milliseconds(3500);

std::map<std::string, std::string> read_environment() {
  std::map<std::string, std::string> out;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string line = *entry;
    if (const std::size_t equals = line.find('='); equals != std::string::npos)
      out[line.substr(0, equals)] = line.substr(equals + 1);
  }
  return out;
}

// The signals that end or reload the server are waited for in the main thread; all threads inherit
// that they are blocked.
sigset_t block_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, signal);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return set;
}

// What is to be served: the databases that are named, those of the server that is, or that of a
// private cluster, which `cluster` then holds.
std::vector<std::string> find_databases(const Config& config,
                                        std::unique_ptr<bridge::LocalPostgres>& cluster) {
  const bool names_server = config.databases.size() == 1 && !config.dbfilter.empty() &&
                            !bridge::names_database(config.databases.front());
  if (names_server) return databases_of_server(config.databases.front());
  if (!config.databases.empty()) return config.databases;
  bridge::LocalPostgresOptions options;
  options.folder = config.data;
  options.progress = [](const std::string& step) { log(Level::info, step); };
  cluster = std::make_unique<bridge::LocalPostgres>(std::move(options));
  return {cluster->dsn()};
}

void say(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

void follow_log_options(const Config& config) {
  set_log_level(config.log_level);
  set_log_format(config.log_format);
}

int init(const Config& config) {
  follow_log_options(config);
  std::unique_ptr<bridge::LocalPostgres> cluster;
  for (const std::string& dsn : find_databases(config, cluster)) {
    const std::shared_ptr<bridge::Pool> pool = bridge::Pool::create(dsn, 2, "chatterd init");
    const Installation installation = prepare_database(*pool, config);
    Engine engine(pool, filestore_folder(config, *pool), [](const std::vector<std::string>&) {});
    complete_installation(engine, installation, config);
    say(installation.fresh ? greeting(installation, config, pool->database(), "")
                           : "The database \"" + pool->database() + "\" is set up already.\n");
  }
  return 0;
}

void watch_caches(Metrics& metrics) {
  metrics.watch("chatterd_cache_hits_total", "counter",
                "What transactions looked up in the shared caches, and found.",
                [] { return static_cast<double>(cache_counts().hits); });
  metrics.watch("chatterd_cache_misses_total", "counter",
                "What they looked up, and had to ask the database for.",
                [] { return static_cast<double>(cache_counts().misses); });
}

void watch_server(Metrics& metrics, const HttpServer& server) {
  const auto watch = [&](const char* name, const char* type, const char* help, auto read) {
    metrics.watch(name, type, help,
                  [&server, read] { return static_cast<double>(read(server.stats())); });
  };
  using Stats = HttpServer::Stats;
  watch("chatterd_connections", "gauge", "Open client connections.",
        [](const Stats& s) { return s.connections; });
  watch("chatterd_requests_in_flight", "gauge",
        "Requests without their answer, parked ones included.",
        [](const Stats& s) { return s.handling; });
  watch("chatterd_queue", "gauge", "Requests that wait for a worker.",
        [](const Stats& s) { return s.queued; });
  watch("chatterd_busy_workers", "gauge", "Workers that run a call.",
        [](const Stats& s) { return s.busy_workers; });
  watch("chatterd_body_bytes", "gauge", "Bytes that the bodies of requests in flight take.",
        [](const Stats& s) { return s.body_bytes; });
  watch("chatterd_connections_total", "counter", "Connections accepted.",
        [](const Stats& s) { return s.accepted; });
  watch("chatterd_turned_away_total", "counter", "Connections above the limit.",
        [](const Stats& s) { return s.turned_away; });
  watch("chatterd_refused_total", "counter",
        "Requests refused before any handler: too large, too slow, not HTTP.",
        [](const Stats& s) { return s.refused; });
}

// SQL stands in texts of several lines.
std::string in_one_line(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != '\n' && (c != ' ' || (!out.empty() && out.back() != ' ')))
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  return out;
}

void sweep_sessions(HttpServer& server, SessionStore& sessions) {
  server.post([&server, &sessions] {
    if (const std::size_t removed = sessions.sweep(); removed > 0)
      log(Level::info, "sessions expired", {{"count", removed}});
    server.after(std::chrono::hours(1), [&server, &sessions] { sweep_sessions(server, sessions); });
  });
}

// Until SIGTERM or SIGINT; SIGHUP reads the configuration again on the way.
void wait_for_end(const sigset_t& signals, const std::vector<std::string>& arguments,
                  HttpServer& server) {
  for (;;) {
    int signal = 0;
    if (sigwait(&signals, &signal) != 0) continue;
    if (signal != SIGHUP) return log(Level::info, "stopping");
    try {
      const Config config = read_config(arguments, read_environment());
      follow_log_options(config);
      server.set_max_connections(config.max_connections);
      server.reload_tls();
      log(Level::info, "configuration read again");
    } catch (const std::runtime_error& error) {
      log(Level::error, "configuration not read", {{"error", error.what()}});
    }
  }
}

Databases directory(const std::vector<std::unique_ptr<ServedDatabase>>& served,
                    const std::string& filter) {
  std::vector<Database> all;
  for (const auto& database : served) all.push_back(database->routes());
  try {
    return Databases(std::move(all), filter);
  } catch (const std::invalid_argument& error) {
    throw ConfigError(error.what());
  }
}

OdooSessions::Token tokens_of(const Databases& databases) {
  return [&databases](const std::string& name, Id uid,
                      const std::string& sid) -> std::optional<std::string> {
    const Database* database = databases.find(name);
    if (database == nullptr) return std::nullopt;
    return database->backend->session_token(uid, sid);
  };
}

RouteTable route_table(const Config& config, const Databases& databases, Health& health,
                       Metrics& metrics) {
  RouteTable table;
  EndpointOptions endpoints{.call_limit = config.max_body,
                            .list_db = config.list_db,
                            .behind_odoo = !config.odoo.empty()};
  if (!config.addon_address.empty()) endpoints.addon_door = Door::addon;
  if (!config.metrics_address.empty()) endpoints.monitoring_door = Door::monitoring;
  add_web_routes(table, endpoints);
  add_database_routes(table, endpoints);
  add_rpc_routes(table, endpoints);
  add_model_routes(table, *databases.all().front().backend);
  add_file_routes(table, endpoints);
  add_service_routes(table, health, metrics, endpoints);
  if (config.page) add_page_routes(table, endpoints);
  if (config.page && !endpoints.behind_odoo) add_password_routes(table);
  const bool live_chat = std::ranges::any_of(databases.all(), [](const Database& database) {
    return std::ranges::count(database.backend->installed_modules(), "im_livechat") != 0;
  });
  if (!endpoints.behind_odoo && live_chat) add_visitor_route(table);
  if (!config.page || endpoints.behind_odoo) add_home_route(table, databases);
  add_poll_routes(table);
  add_trusted_routes(table, databases, endpoints);
  return table;
}

int serve(const Config& config, const std::vector<std::string>& arguments,
          const sigset_t& signals) {
  follow_log_options(config);
  set_log_sink([](const std::string& text) { log(Level::warning, text); });
  raise_file_limit();
  bridge::tell_slow_statements(config.slow_statement, [](std::string_view text, double seconds) {
    log(Level::warning, "slow statement",
        {{"ms", static_cast<std::int64_t>(seconds * 1000)}, {"sql", in_one_line(text)}});
  });
  std::unique_ptr<bridge::LocalPostgres> cluster;
  std::vector<std::unique_ptr<ServedDatabase>> served;
  for (const std::string& dsn : find_databases(config, cluster))
    served.push_back(std::make_unique<ServedDatabase>(dsn, config));
  const Databases databases = directory(served, config.dbfilter);
  SessionStore sessions(config.data + "/sessions");
  Metrics metrics;
  watch_caches(metrics);
  for (const auto& database : served) {
    database->set_up(config);
    database->watch(metrics, databases.several() ? database->name() : "");
  }
  Health health([&] {
    for (const auto& database : served) database->backend().ping();
  });
  std::unique_ptr<OdooSessions> odoo;
  if (!config.odoo.empty())
    odoo = std::make_unique<OdooSessions>(config.odoo, tokens_of(databases));
  const Application application(route_table(config, databases, health, metrics), databases,
                                sessions, metrics, odoo.get(), config.max_stranger_body);
  ServerOptions options;
  options.address = config.address;
  options.port = config.port;
  if (!config.addon_address.empty())
    options.side_doors.push_back({Door::addon, config.addon_address, config.addon_port});
  if (!config.metrics_address.empty())
    options.side_doors.push_back({Door::monitoring, config.metrics_address, config.metrics_port});
  options.io_threads = config.io_threads;
  options.body_memory = config.max_memory;
  options.workers = config.workers;
  options.max_connections = config.max_connections;
  options.gzip_from = config.gzip ? options.gzip_from : 0;
  options.proxy_mode = config.proxy_mode;
  options.proxy_protocol = config.proxy_protocol;
  options.trusted_proxies = config.trusted_proxies;
  options.tls_certificate = config.tls_certificate;
  options.tls_key = config.tls_key;
  options.inherited = inherited_socket();
  HttpServer server(options, [&](const HttpRequest& request) { return application.plan(request); });
  watch_server(metrics, server);
  for (const auto& database : served) database->start();
  server.start();
  sweep_sessions(server, sessions);
  const std::string host =
      config.address == "*" || config.address == "0.0.0.0" ? "localhost" : config.address;
  for (const auto& database : served) {
    log(Level::info, "serving",
        {{"address", config.address}, {"port", server.port()}, {"database", database->name()}});
    say(greeting(database->installation(), config, database->name(),
                 (config.tls_certificate.empty() ? "http://" : "https://") + host + ":" +
                     std::to_string(server.port())));
  }
  wait_for_end(signals, arguments, server);
  for (const auto& database : served) database->stop();
  if (server.stop(stop_grace)) return 0;
  // A call that hangs in the database holds its thread: waiting for it would be for ever.
  log(Level::warning, "calls cut off at the end");
  if (cluster) cluster->stop();
  std::_Exit(0);
}

}  // namespace

int main(int count, char** words) {
  const std::vector<std::string> arguments = take_arguments(count, words);
  try {
    if (!arguments.empty() && arguments.front() == "doctor")
      return doctor_command({arguments.begin() + 1, arguments.end()}, read_environment());
    if (!arguments.empty() && arguments.front() == "migrate")
      return migrate_command({arguments.begin() + 1, arguments.end()}, read_environment());
    if (!arguments.empty() && (arguments.front() == "backup" || arguments.front() == "restore"))
      return backup_command(arguments, read_environment());
    if (!arguments.empty() && arguments.front() == "upgrade")
      return upgrade_command({arguments.begin() + 1, arguments.end()}, read_environment());
    if (!arguments.empty() && arguments.front() == "user")
      return user_command({arguments.begin() + 1, arguments.end()}, read_environment());
    const Config config = read_config(arguments, read_environment());
    switch (config.command) {
      case Config::Command::help:
      case Config::Command::help_serve:
      case Config::Command::help_init:
        say(help_text(config.command));
        return 0;
      case Config::Command::version:
        say(version_text());
        return 0;
      case Config::Command::init:
        return init(config);
      case Config::Command::serve:
        break;
    }
    return serve(config, arguments, block_signals());
  } catch (const bridge::ConnectionLost& error) {
    std::fprintf(stderr, "chatterd: cannot reach the database: %s\n",
                 first_line(error.what()).c_str());
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "chatterd: %s\n", error.what());
    return 2;
  }
}
