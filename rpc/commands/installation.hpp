// Making sure that there is something to serve: sets up an empty database, and says how to use it.
#pragma once
#include <string>

#include "models/engine/engine.hpp"
#include "rpc/commands/config.hpp"

namespace chatterd::rpc {

struct Installation {
  bool fresh = false;          // the database was empty and is set up now
  std::string admin_password;  // of a fresh one
};

// Looks at the database and sets it up when it is empty. Throws StartupError.
Installation prepare_database(bridge::Pool& pool, const Config& config);
// What a new database gets through the running models; demo data also for a database of our own
// that is not new.
void complete_installation(Engine& engine, const Installation& installation, const Config& config);

// For a person at a terminal: the logins of a fresh database, and, with an address to reach it (""
// for none), a first call to try.
std::string greeting(const Installation& installation, const Config& config,
                     const std::string& database, const std::string& url);

}  // namespace chatterd::rpc
