// One row for each kind of place.
#include "models/migrate/core/open.hpp"

#include <filesystem>

#include "models/migrate/archive/archive.hpp"
#include "models/migrate/database/database_source.hpp"
#include "models/migrate/database/database_target.hpp"
#include "models/migrate/mattermost/mattermost_source.hpp"
#include "models/migrate/rpc/rpc_target.hpp"
#include "models/migrate/slack/slack_source.hpp"

namespace chatterd::migrate {
namespace {

std::unique_ptr<Source> open_chat_export(const Place& place, const Selection& selection) {
  if (selection.whole)
    throw std::runtime_error("another chat's export is no target: " + place.where);
  const ExportFiles files(place.where);
  const Fetched told =
      place.told ? place.told : [](const std::string&, std::int64_t, std::int64_t) {};
  try {
    switch (files.kind()) {
      case ExportFiles::Kind::slack:
        return open_slack_source(files, place.key, selection, told);
      case ExportFiles::Kind::mattermost:
        return open_mattermost_source(files, place.key, selection, told);
      case ExportFiles::Kind::unknown:
        break;
    }
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(place.where + ": " + error.what());
  }
  throw std::runtime_error(place.where + " " + files.trouble());
}

}  // namespace

PlaceKind place_kind(const std::string& where) {
  if (where.starts_with("http://") || where.starts_with("https://")) return PlaceKind::server;
  if (where.ends_with(".tar.zst")) return PlaceKind::archive;
  std::error_code ignored;
  if (std::filesystem::exists(where, ignored)) return PlaceKind::chat_export;
  if (where.ends_with(".zip") || where.ends_with(".jsonl"))
    throw std::runtime_error("there is no file or folder " + where);
  if (where.starts_with("postgresql://") || where.starts_with("postgres://") ||
      where.find('=') != std::string::npos)
    return PlaceKind::database;
  throw std::runtime_error("'" + where +
                           "' is no database (postgresql://… or key=value …), no archive "
                           "(….tar.zst), no server (http://…) and no file or "
                           "folder with an export of Slack or Mattermost");
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
    case PlaceKind::chat_export:
      return open_chat_export(place, selection);
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
    case PlaceKind::chat_export:
      throw std::runtime_error("an export of another chat is read only: " + place.where +
                               " cannot be the target");
  }
  throw std::runtime_error("cannot write to " + place.where);
}

}  // namespace chatterd::migrate
