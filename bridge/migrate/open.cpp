// One row for each kind of place.
#include "bridge/migrate/open.hpp"

#include "bridge/migrate/archive.hpp"
#include "bridge/migrate/database_source.hpp"
#include "bridge/migrate/database_target.hpp"
#include "bridge/migrate/rpc_target.hpp"

namespace chatterd::bridge::migrate {

PlaceKind place_kind(const std::string& where) {
  if (where.starts_with("http://") || where.starts_with("https://")) return PlaceKind::server;
  if (where.ends_with(".tar.zst")) return PlaceKind::archive;
  if (where.starts_with("postgresql://") || where.starts_with("postgres://") || where.find('=') != std::string::npos)
    return PlaceKind::database;
  throw std::runtime_error(
      "'" + where +
      "' is no database (postgresql://… or key=value …), no archive (….tar.zst) and no server (http://…)");
}

std::unique_ptr<Source> open_source(const Place& place, const Selection& selection) {
  switch (place.kind) {
    case PlaceKind::database:
      return open_database_source(place.where, place.filestore, selection);
    case PlaceKind::archive:
      if (!selection.everything() || !selection.archived)
        throw std::runtime_error("an archive is taken whole: select when it is made");
      return open_archive_source(place.where);
    case PlaceKind::server:
      return open_rpc_source(
          place.where, place.login, selection,
          place.told ? place.told : [](const std::string&, std::int64_t, std::int64_t) {});
  }
  throw std::runtime_error("cannot read from " + place.where);
}

std::unique_ptr<Target> open_target(const Place& place) {
  switch (place.kind) {
    case PlaceKind::database:
      return open_database_target(place.where, place.filestore);
    case PlaceKind::archive:
      return open_archive_target(place.where);
    case PlaceKind::server:
      return open_rpc_target(place.where, place.login);
  }
  throw std::runtime_error("cannot write to " + place.where);
}

}  // namespace chatterd::bridge::migrate
