// Odoo's attachment store: a folder per database with files named by their SHA-1, `ab/ab12…`, and a
// `checklist` folder that names what the garbage collection is to look at. Shared with Odoo itself.
// Odoo 13: ir.attachment _full_path, _file_read, _file_write, _mark_for_gc, _file_gc.
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace chatterd::bridge {

class Filestore {
 public:
  // `folder` is the database's own, such as ~/.local/share/Odoo/filestore/<database>; made when
  // needed.
  explicit Filestore(std::filesystem::path folder);
  const std::filesystem::path& folder() const { return folder_; }

  // The file's place. Throws std::invalid_argument on a name that could leave the folder; like
  // Odoo, dots are dropped and slashes at the ends ignored.
  std::filesystem::path full_path(std::string_view name) const;
  // Nothing when there is no such file or it cannot be read: Odoo answers an empty value then.
  std::optional<std::string> read(std::string_view name) const;
  // At most `length` bytes from `offset`; empty past the end.
  std::optional<std::string> read_range(std::string_view name, std::uint64_t offset,
                                        std::uint64_t length) const;
  std::optional<std::uint64_t> size(std::string_view name) const;
  // Stores the bytes under their SHA-1 and returns the name for ir_attachment.store_fname. The file
  // appears at once and whole; it is put on the checklist first, in case the transaction aborts.
  // Throws std::filesystem::filesystem_error.
  std::string write(std::string_view bytes);
  // Puts a name on the checklist: the way to delete, as another attachment may share the file.
  void mark_for_gc(std::string_view name);
  // Removes the files that have been on the checklist for `age` and are not in use. `in_use` gets
  // the names and returns those that an ir_attachment still has; the caller holds LOCK
  // ir_attachment IN SHARE MODE meanwhile. Returns how many files were removed. Odoo knows no age:
  // it removes a file whose row is on its way, which a minute or more prevents.
  std::size_t collect(
      std::chrono::seconds age,
      const std::function<std::set<std::string>(const std::vector<std::string>&)>& in_use);

 private:
  std::filesystem::path folder_;
};

}  // namespace chatterd::bridge
