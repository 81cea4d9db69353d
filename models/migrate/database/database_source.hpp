// An Odoo 13 database and its filestore as the source of a migration.
#pragma once
#include "bridge/files/filestore.hpp"
#include "models/migrate/core/source.hpp"

namespace chatterd::migrate {

// Readers in several threads share one snapshot. Throws std::runtime_error when the database cannot
// be read or is no Odoo 13 with Discuss.
std::unique_ptr<Source> open_database_source(const std::string& dsn, const std::string& filestore,
                                             const Selection& selection);

// Opens the bytes of a file of a store in pieces; nothing when it is not there.
std::optional<ContentPieces> file_pieces(const bridge::Filestore& store, const std::string& name);

}  // namespace chatterd::migrate
