// All that `chatterd serve` has of one database: connections, models, bus, addon's door, rounds of
// housekeeping. What several databases of a process share is in rpc/main.cpp.
#pragma once
#include <memory>
#include <string>

#include "bridge/postgres/listener.hpp"
#include "models/engine/engine.hpp"
#include "models/engine/housekeeping.hpp"
#include "rpc/backend/databases.hpp"
#include "rpc/backend/engine_backend.hpp"
#include "rpc/commands/config.hpp"
#include "rpc/commands/installation.hpp"
#include "rpc/monitoring/metrics.hpp"
#include "rpc/routes/longpolling.hpp"
#include "rpc/sessions/trusted.hpp"

namespace chatterd::rpc {

class ServedDatabase {
 public:
  // Connects to it. Throws ConnectionLost, or StartupError where it cannot be served; an empty one
  // is set up.
  ServedDatabase(const std::string& dsn, const Config& config);
  ~ServedDatabase();
  ServedDatabase(const ServedDatabase&) = delete;
  ServedDatabase& operator=(const ServedDatabase&) = delete;

  // Sets the models up, so that the first call finds them so, and what a new database gets through
  // them. Throws StartupError.
  void set_up(const Config& config);
  // Hears of what is committed, here and elsewhere; polls are answered from here on.
  void start();
  // Answers all parked polls.
  void stop() { polls_.stop(); }

  // As long as this lives.
  Database routes() { return {name_, &backend_, &polls_, &door_}; }
  const std::string& name() const { return name_; }
  Backend& backend() { return backend_; }
  const Installation& installation() const { return installation_; }
  // `label` tells its values apart from those of others.
  void watch(Metrics& metrics, const std::string& label) const;

 private:
  const std::shared_ptr<bridge::Pool> pool_;
  const std::string name_;
  const Installation installation_;
  bridge::Notifier notifier_;
  Engine engine_;
  Longpolling polls_;
  std::unique_ptr<EngineBackend::Aside> aside_;  // with a standby
  EngineBackend backend_;
  TrustedDoor door_;
  std::unique_ptr<Housekeeping> housekeeping_;
  std::unique_ptr<bridge::Listener> listener_;
};

// The Odoo 13 databases that have mail, of those that the user of this DSN owns on its server
// (odoo/service/db.py list_dbs), each as a DSN of its own.
std::vector<std::string> databases_of_server(const std::string& dsn);

}  // namespace chatterd::rpc
