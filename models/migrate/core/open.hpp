// From the words of the command line to sources and targets.
#pragma once
#include "models/migrate/core/source.hpp"
#include "models/migrate/core/target.hpp"
#include "models/migrate/rpc/rpc_source.hpp"

namespace chatterd::migrate {

enum class PlaceKind { database, archive, server, chat_export };

// One end of a migration.
struct Place {
  PlaceKind kind = PlaceKind::database;
  std::string where;      // a DSN, a file, a URL
  std::string filestore;  // of a database
  ServerLogin login;      // at a server
  Fetched told;           // how far reading from a server or an export is; may be empty
  std::string
      key;  // what an export's workspace is called in external ids; empty: by what the export says
};

// What the words mean: a libpq connection string or URI, a file *.tar.zst, an http(s) URL, another
// chat's export as a file or folder that is there. Throws std::runtime_error.
PlaceKind place_kind(const std::string& where);
// Throws std::runtime_error when it cannot be read.
std::unique_ptr<Source> open_source(const Place& place, const Selection& selection);
// Throws std::runtime_error when it cannot be written to.
std::unique_ptr<Target> open_target(const Place& place);

}  // namespace chatterd::migrate
