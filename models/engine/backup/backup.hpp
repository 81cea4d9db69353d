// `chatterd backup` and `chatterd restore`: a database and its attachments, consistent with each
// other while people talk. A backup is a folder:
//
//   database.dump   pg_dump's custom format, of one snapshot
//   filestore/      the files that the rows of that snapshot name, in Odoo's layout
//   backup.json     what is in it; written last, so that a folder that has it is whole
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "bridge/postgres/pool.hpp"

namespace chatterd::backup {

using Progress = std::function<void(const std::string& step)>;

struct Report {
  std::uint64_t files = 0, bytes = 0;  // of attachments in the backup, or put back
  std::uint64_t linked = 0;            // files shared with the previous backup
  std::vector<std::string> missing;    // rows name them, and they are not in the filestore
  std::vector<std::string> damaged;    // restore: they are not what their names say
};

struct BackupOptions {
  std::filesystem::path folder;    // of the backup; must not be there yet
  std::filesystem::path previous;  // an earlier backup, whose files are linked; "" for none
  std::string version;             // of the program, for backup.json
  Progress progress;
};

// Nothing is left of a backup that fails. Throws std::exception.
Report back_up(bridge::Pool& pool, const std::filesystem::path& filestore,
               const BackupOptions& options);

// Into an empty database, in one transaction, and a filestore, where what is there stays.
Report restore(bridge::Pool& pool, const std::filesystem::path& filestore,
               const std::filesystem::path& folder, const Progress& progress);

}  // namespace chatterd::backup
