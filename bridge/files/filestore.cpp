// Reads and writes Odoo's attachment store. Writing goes through a temporary file and a rename, so
// that Odoo or another chatterd never reads half a file.
#include "bridge/files/filestore.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "bridge/files/hash.hpp"

namespace chatterd::bridge {
namespace fs = std::filesystem;
namespace {

constexpr const char* kChecklist = "checklist";

[[noreturn]] void fail(const char* action, const fs::path& path) {
  throw fs::filesystem_error(action, path, std::error_code(errno, std::generic_category()));
}

void write_whole(const fs::path& path, std::string_view bytes) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file < 0) fail("cannot create", path);
  while (!bytes.empty()) {
    const auto written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const int error = errno;
      ::close(file);
      ::unlink(path.c_str());
      errno = error;
      fail("cannot write", path);
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::close(file) != 0) fail("cannot write", path);
}

}  // namespace

Filestore::Filestore(fs::path folder) : folder_(std::move(folder)) {}

fs::path Filestore::full_path(std::string_view name) const {
  std::string clean;
  std::copy_if(name.begin(), name.end(), std::back_inserter(clean),
               [](char c) { return c != '.'; });
  const auto slash = [](char c) { return c == '/' || c == '\\'; };
  while (!clean.empty() && slash(clean.front())) clean.erase(clean.begin());
  while (!clean.empty() && slash(clean.back())) clean.pop_back();
  // Without dots nothing climbs out; what is left of a name must still be one.
  if (clean.empty() || clean.find('\0') != std::string::npos)
    throw std::invalid_argument("not a file of the attachment store: " + std::string(name));
  return folder_ / clean;
}

std::optional<std::string> Filestore::read(std::string_view name) const {
  const auto length = size(name);
  if (!length) return std::nullopt;
  return read_range(name, 0, *length);
}

std::optional<std::string> Filestore::read_range(std::string_view name, std::uint64_t offset,
                                                 std::uint64_t length) const {
  const auto whole = size(name);
  if (!whole) return std::nullopt;
  std::ifstream file(full_path(name), std::ios::binary);
  if (!file) return std::nullopt;
  if (offset >= *whole) return std::string();
  std::string bytes(std::min(length, *whole - offset), '\0');
  file.seekg(static_cast<std::streamoff>(offset));
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (file.bad()) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes;
}

std::optional<std::uint64_t> Filestore::size(std::string_view name) const {
  struct stat status {};
  if (::stat(full_path(name).c_str(), &status) != 0 || !S_ISREG(status.st_mode))
    return std::nullopt;
  return static_cast<std::uint64_t>(status.st_size);
}

std::string Filestore::write(std::string_view bytes) {
  const auto sha = sha1_hex(bytes);
  // Stores of older Odoo versions scatter over three digits; what is there stays there.
  auto name = sha.substr(0, 3) + '/' + sha;
  if (!fs::is_regular_file(folder_ / name)) name = sha.substr(0, 2) + '/' + sha;
  const auto path = folder_ / name;
  // also where the file is there: it may be on the list since its last row went
  mark_for_gc(name);
  if (fs::is_regular_file(path)) return name;
  fs::create_directories(path.parent_path());
  const auto temporary = path.parent_path() / (sha + ".tmp" + random_hex(6));
  write_whole(temporary, bytes);
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    const int error = errno;
    ::unlink(temporary.c_str());
    errno = error;
    fail("cannot rename to", path);
  }
  return name;
}

void Filestore::mark_for_gc(std::string_view name) {
  const auto note = folder_ / kChecklist / full_path(name).lexically_relative(folder_);
  fs::create_directories(note.parent_path());
  const int file = ::open(note.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (file < 0) fail("cannot create", note);
  ::futimens(file, nullptr);  // from now on
  ::close(file);
}

std::size_t Filestore::collect(
    std::chrono::seconds age,
    const std::function<std::set<std::string>(const std::vector<std::string>&)>& in_use) {
  const auto checklist = folder_ / kChecklist;
  if (!fs::is_directory(checklist)) return 0;
  const auto is_due = [&](const fs::path& note) {
    std::error_code gone;
    const auto since = fs::last_write_time(note, gone);
    return !gone && since + age <= fs::file_time_type::clock::now();
  };
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(checklist))
    if (entry.is_regular_file() && is_due(entry.path()))
      names.push_back(entry.path().lexically_relative(checklist).generic_string());
  if (names.empty()) return 0;
  const auto keep = in_use(names);
  std::size_t removed = 0;
  for (const auto& name : names) {
    if (!is_due(checklist / name)) continue;  // written again meanwhile
    std::error_code ignored;
    if (!keep.contains(name) && fs::remove(full_path(name), ignored)) ++removed;
    fs::remove(checklist / name, ignored);
  }
  return removed;
}

}  // namespace chatterd::bridge
