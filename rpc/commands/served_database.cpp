// The parts of a served database, in the order in which they need each other.
#include "rpc/commands/served_database.hpp"

#include "bridge/postgres/connection.hpp"
#include "bridge/postgres/dsn.hpp"
#include "rpc/commands/opened.hpp"
#include "rpc/commands/startup.hpp"
#include "rpc/monitoring/log.hpp"

namespace chatterd::rpc {

namespace {

// Beside the workers: the bus, and a look at the database now and then.
constexpr std::size_t spare_connections = 2;

void tell_problem(const std::string& text) { log(Level::warning, "bus", {{"problem", text}}); }

void watch_pool(Metrics& metrics, const std::string& label, bridge::Pool& pool) {
  const auto gauge = [&](const char* name, const char* help, auto read) {
    metrics.watch(
        name, "gauge", help, [&pool, read] { return static_cast<double>(read(pool.stats())); },
        label);
  };
  using Stats = bridge::Pool::Stats;
  gauge("chatterd_pool_connections", "Database connections that are open.",
        [](const Stats& s) { return s.open; });
  gauge("chatterd_pool_busy", "Database connections in use.",
        [](const Stats& s) { return s.busy; });
  gauge("chatterd_pool_waiting", "Calls that wait for a database connection.",
        [](const Stats& s) { return s.waiting; });
}

void watch_polls(Metrics& metrics, const std::string& label, const Longpolling& polls) {
  const auto watch = [&](const char* name, const char* type, const char* help, auto read) {
    metrics.watch(
        name, type, help, [&polls, read] { return static_cast<double>(read(polls.stats())); },
        label);
  };
  using Stats = Longpolling::Stats;
  watch("chatterd_parked_polls", "gauge", "Long-polls that wait for a message.",
        [](const Stats& s) { return s.parked; });
  watch("chatterd_bus_reads_total", "counter", "Statements that read the bus.",
        [](const Stats& s) { return s.feed.reads; });
  watch("chatterd_bus_rows_total", "counter", "Rows of the bus that were seen.",
        [](const Stats& s) { return s.feed.entries; });
  watch("chatterd_bus_late_rows_total", "counter", "Rows that appeared below an id seen before.",
        [](const Stats& s) { return s.feed.late; });
  watch("chatterd_bus_milestones_total", "counter",
        "Milestones written, to go on beyond ids that are late.",
        [](const Stats& s) { return s.feed.milestones; });
  watch("chatterd_bus_lag_seconds", "gauge",
        "From the beginning of the transaction that sent the latest row to its being handed on.",
        [](const Stats& s) { return s.feed.lag; });
  watch("chatterd_bus_lag_seconds_total", "counter", "The same, of all rows together.",
        [](const Stats& s) { return s.feed.lag_sum; });
  watch("chatterd_bus_gaps", "gauge", "Missing ids that may still appear.",
        [](const Stats& s) { return s.feed.gaps; });
}

void watch_aside(Metrics& metrics, const std::string& label, const EngineBackend::Aside& aside) {
  metrics.watch(
      "chatterd_standby_reads_total", "counter", "Calls that the standby has answered.",
      [&aside] { return static_cast<double>(aside.calls); }, label);
  metrics.watch(
      "chatterd_standby_lag_seconds", "gauge",
      "How long ago the primary had what the standby has, as far as it is known.",
      [&aside] { return aside.standby.lag(); }, label);
}

}  // namespace

ServedDatabase::ServedDatabase(const std::string& dsn, const Config& config)
    : pool_(bridge::Pool::create(dsn, config.workers + spare_connections, "chatterd worker")),
      name_(pool_->database()),
      installation_(prepare_database(*pool_, config)),
      notifier_(bridge::with_name(dsn, "chatterd notify " + name_), tell_problem),
      engine_(pool_, filestore_folder(config, *pool_),
              [this](const std::vector<std::string>& channels) {
                polls_.wake();
                notifier_.notify_texts(channels);
              }),
      polls_(engine_),
      backend_(engine_),
      door_(name_, [this] { return backend_.parameter("mail_chatterd.secret"); }) {
  engine_.limit_time({config.statement_time, config.request_time});
}

// The work that follows requests uses polls and notifier: it ends before them.
ServedDatabase::~ServedDatabase() {
  listener_.reset();
  housekeeping_.reset();
  engine_.finish();
}

void ServedDatabase::set_up(const Config& config) {
  check_surroundings(*pool_, engine_.filestore_folder());
  backend_.ping();
  complete_installation(engine_, installation_, config);
  housekeeping_ = std::make_unique<Housekeeping>(engine_);
  if (config.read_database.empty()) return;
  // of several databases, each has its copy there
  auto standby = bridge::Pool::create(bridge::with_database(config.read_database, name_),
                                      config.workers + spare_connections, "chatterd reader");
  aside_ =
      std::make_unique<EngineBackend::Aside>(pool_, std::move(standby), engine_.filestore_folder());
  aside_->engine.limit_time({config.statement_time, config.request_time});
  backend_.read_from(*aside_);
  polls_.when_told([this](const std::string& sid) { aside_->seen.note(sid); });
}

void ServedDatabase::start() {
  polls_.start();
  const auto wake = [this] { polls_.wake(); };
  listener_ = std::make_unique<bridge::Listener>(
      bridge::with_name(pool_->dsn(), "chatterd listen " + name_),
      bridge::Listener::Callbacks{
          .on_payload = [wake](const std::string&) { wake(); },
          .on_reconnect = wake,
          .on_problem = tell_problem,
          .is_own = [this](int pid) { return pid == notifier_.backend_pid(); }});
}

std::vector<std::string> databases_of_server(const std::string& dsn) {
  bridge::Connection server(bridge::with_database(dsn, "postgres"), "chatterd databases");
  std::vector<std::string> out;
  for (const bridge::Row row : server.execute(bridge::Sql(R"sql(
           SELECT datname
           FROM pg_database
           WHERE datdba = (SELECT usesysid FROM pg_user WHERE usename = current_user)
             AND NOT datistemplate AND datallowconn AND datname <> 'postgres'
           ORDER BY datname)sql"))) {
    const std::string own = bridge::with_database(dsn, row[0].text());
    try {
      if (inspect_database(*bridge::Pool::create(own, 2, "chatterd databases")) ==
          DatabaseKind::odoo)
        out.push_back(own);
    } catch (const StartupError& error) {
      log(Level::info, "not served", {{"database", row[0].text()}, {"reason", error.what()}});
    }
  }
  if (out.empty()) throw StartupError("no Odoo 13 database of this user is on the server");
  return out;
}

void ServedDatabase::watch(Metrics& metrics, const std::string& label) const {
  watch_pool(metrics, label, *pool_);
  metrics.watch(
      "chatterd_cache_bytes", "gauge", "Bytes that the shared caches hold.",
      [this] { return static_cast<double>(engine_.cached_bytes()); }, label);
  watch_polls(metrics, label, polls_);
  if (aside_) watch_aside(metrics, label, *aside_);
}

}  // namespace chatterd::rpc
