// Finding the database of a command.
#include "rpc/commands/opened.hpp"

#include <filesystem>

namespace chatterd::rpc {

std::string filestore_folder(const Config& config, const bridge::Pool& pool) {
  if (config.filestore.empty()) return config.data + "/filestore/" + pool.database();
  const bool one_of_several = config.databases.size() > 1 || !config.dbfilter.empty();
  return one_of_several ? config.filestore + "/" + pool.database() : config.filestore;
}

Opened open_configured(const Config& config, const std::string& name, bool make) {
  Opened out;
  std::string dsn = config.database();
  // A server that runs holds the folder; its PostgreSQL serves us as well.
  if (dsn.empty()) dsn = bridge::LocalPostgres::running_dsn(config.data, "chatterd");
  if (dsn.empty()) {
    if (!make && !std::filesystem::exists(config.data + "/postgres/PG_VERSION"))
      throw ConfigError("there is no private cluster in " + config.data +
                        "; name the database with --database");
    bridge::LocalPostgresOptions options;
    options.folder = config.data;
    out.cluster = std::make_unique<bridge::LocalPostgres>(std::move(options));
    dsn = out.cluster->dsn();
  }
  out.pool = bridge::Pool::create(dsn, 2, name);
  out.filestore = filestore_folder(config, *out.pool);
  return out;
}

}  // namespace chatterd::rpc
