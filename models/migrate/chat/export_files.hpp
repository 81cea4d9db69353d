// The files of another chat's export: a folder, a ZIP, or a file of JSON lines with its data/
// folder beside it.
#pragma once
#include <functional>

#include "models/migrate/core/source.hpp"

namespace chatterd::migrate {

// One file, while it is being looked at.
struct ExportFile {
  std::string name;  // below the export's own folder: "general/2020-01-31.json"
  std::uint64_t size = 0;
  ContentPieces pieces;
  std::string all() const;
};

class ExportFiles {
 public:
  enum class Kind { unknown, slack, mattermost };
  // Throws std::runtime_error here and below when it cannot be read.
  explicit ExportFiles(std::string where);
  Kind kind() const { return kind_; }
  // Why its kind is unknown.
  const std::string& trouble() const { return trouble_; }
  const std::string& where() const { return where_; }
  // Of Mattermost's: the file of JSON lines.
  const std::string& lines_file() const { return lines_file_; }
  // Every file, in the export's own order (a folder: by name). What of it is not read is skipped.
  // Links are not followed: an export names nothing outside of it.
  void each(const std::function<void(const ExportFile&)>& sink) const;

 private:
  void look();
  void each_of_all(const std::function<void(const ExportFile&)>& sink) const;
  void each_in_zip(const std::function<void(const ExportFile&)>& sink) const;

  std::string where_, root_, lines_file_, trouble_;
  Kind kind_ = Kind::unknown;
  bool zip_ = false, lines_ = false;
};

}  // namespace chatterd::migrate
