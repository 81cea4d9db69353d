// The portable archive (docs/migration-archive.md) as source and target.
#pragma once
#include "models/migrate/core/target.hpp"

namespace chatterd::migrate {

// Throws std::runtime_error when it cannot be read, is another format, a newer version, or was cut
// off.
std::unique_ptr<Source> open_archive_source(const std::string& file);
// Written beside `file` and renamed when complete: what has the name is whole. A run cannot be
// resumed; it is written anew.
std::unique_ptr<Target> open_archive_target(const std::string& file);

}  // namespace chatterd::migrate
