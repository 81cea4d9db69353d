// The database that a command works on, beside a running server or without one.
#pragma once
#include <memory>
#include <string>

#include "bridge/postgres/local_postgres.hpp"
#include "bridge/postgres/pool.hpp"
#include "rpc/commands/config.hpp"

namespace chatterd::rpc {

struct Opened {
  std::unique_ptr<bridge::LocalPostgres> cluster;  // the private one, where it was not running
  std::shared_ptr<bridge::Pool> pool;
  std::string filestore;
};

// The database that is configured, else that of the private cluster under `data`, whoever has
// started it. Where there is none, one is made, or (`make` is false) ConfigError says so. `name` is
// what pg_stat_activity calls the command.
Opened open_configured(const Config& config, const std::string& name, bool make);

std::string filestore_folder(const Config& config, const bridge::Pool& pool);

}  // namespace chatterd::rpc
