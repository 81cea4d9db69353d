// A ZIP is read from its first entry to its last, each time: asking for entries by name would read
// its list for each.
#include "models/migrate/chat/export_files.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <stdexcept>

namespace chatterd::migrate {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t piece_bytes = 1 << 20;
// A ZIP's entries are looked for one by one, and each search fills the buffer.
constexpr std::size_t zip_buffer_bytes = 1 << 15;

// libarchive reads names through the locale, which a server's is not always.
class Utf8Locale {
 public:
  Utf8Locale() : locale_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
    if (locale_ != nullptr) before_ = ::uselocale(locale_);
  }
  ~Utf8Locale() {
    if (locale_ == nullptr) return;
    ::uselocale(before_);
    ::freelocale(locale_);
  }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  locale_t locale_, before_ = nullptr;
};

struct Free {
  void operator()(::archive* zip) const { archive_read_free(zip); }
};

// Files in the order of their names, folder by folder.
void walk(const fs::path& folder, const std::string& prefix,
          const std::function<void(const ExportFile&)>& sink) {
  std::vector<fs::directory_entry> entries;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) entries.push_back(entry);
  std::sort(entries.begin(), entries.end());
  for (const fs::directory_entry& entry : entries) {
    const std::string name = prefix + entry.path().filename().string();
    const fs::file_status status = entry.symlink_status();
    if (fs::is_directory(status)) {
      walk(entry.path(), name + "/", sink);
    } else if (fs::is_regular_file(status)) {
      std::ifstream in;
      sink({name, entry.file_size(), [&] {
              if (!in.is_open()) in.open(entry.path(), std::ios::binary);
              std::string out(piece_bytes, '\0');
              in.read(out.data(), static_cast<std::streamsize>(out.size()));
              if (in.bad() || !in.is_open())
                throw std::runtime_error("cannot read " + entry.path().string());
              out.resize(static_cast<std::size_t>(in.gcount()));
              return out;
            }});
    }
  }
}

bool is_slack_list(const std::string& name) {
  static const std::set<std::string> lists = {"users.json",  "org_users.json", "channels.json",
                                              "groups.json", "dms.json",       "mpims.json"};
  return lists.contains(name);
}

}  // namespace

std::string ExportFile::all() const {
  std::string out;
  for (std::string some = pieces(); !some.empty(); some = pieces()) out += some;
  return out;
}

ExportFiles::ExportFiles(std::string where) : where_(std::move(where)) {
  std::error_code ignored;
  if (!fs::exists(where_, ignored))
    throw std::runtime_error("there is no file or folder " + where_);
  if (!fs::is_directory(where_)) {
    char begin[2] = {};
    std::ifstream(where_, std::ios::binary).read(begin, 2);
    zip_ = begin[0] == 'P' && begin[1] == 'K';
    lines_ = where_.ends_with(".jsonl");
    if (zip_ && lines_) lines_ = false;
    if (!zip_ && !lines_) {
      trouble_ = "is neither a folder, nor a ZIP, nor a file of JSON lines (….jsonl)";
      return;
    }
  }
  look();
}

// The lists of Slack, or the lines of Mattermost, and the folder that they lie in: an export may
// have been packed together with its folder.
void ExportFiles::look() {
  if (lines_) {
    kind_ = Kind::mattermost;
    lines_file_ = fs::path(where_).filename().string();
    return;
  }
  std::set<std::string> slack, lines;  // by the folder; file
  const auto depth = [](const std::string& name) {
    return std::count(name.begin(), name.end(), '/');
  };
  each_of_all([&](const ExportFile& file) {
    if (depth(file.name) > 1 || file.name.starts_with("__MACOSX/")) return;
    const std::size_t slash = file.name.rfind('/');
    const std::string folder = slash == std::string::npos ? "" : file.name.substr(0, slash + 1);
    if (is_slack_list(file.name.substr(folder.size()))) slack.insert(folder);
    if (file.name.ends_with(".jsonl")) lines.insert(file.name);
  });
  // what lies outermost; a channel's folder may hold a file of any name
  if (slack.contains("")) slack = {""};
  std::erase_if(lines, [&](const std::string& name) {
    return depth(name) > 0 &&
           std::any_of(lines.begin(), lines.end(),
                       [&](const std::string& other) { return depth(other) == 0; });
  });
  if (!slack.empty() && !lines.empty())
    trouble_ =
        "has both Slack's lists (users.json, …) and Mattermost's lines (" + *lines.begin() + ")";
  else if (slack.size() > 1 || lines.size() > 1)
    trouble_ = "has several exports: name the one that is wanted";
  else if (slack.empty() && lines.empty())
    trouble_ =
        "is no export of Slack (it has no users.json or channels.json) and none of Mattermost (it "
        "has no ….jsonl)";
  if (!trouble_.empty()) return;
  kind_ = slack.empty() ? Kind::mattermost : Kind::slack;
  if (kind_ == Kind::slack) {
    root_ = *slack.begin();
  } else {
    const std::size_t slash = lines.begin()->rfind('/');
    root_ = slash == std::string::npos ? "" : lines.begin()->substr(0, slash + 1);
    lines_file_ = lines.begin()->substr(root_.size());
  }
}

void ExportFiles::each(const std::function<void(const ExportFile&)>& sink) const {
  each_of_all([&](const ExportFile& file) {
    if (!file.name.starts_with(root_)) return;
    ExportFile inner = file;
    inner.name.erase(0, root_.size());
    sink(inner);
  });
}

void ExportFiles::each_of_all(const std::function<void(const ExportFile&)>& sink) const {
  if (zip_) return each_in_zip(sink);
  if (!lines_) return walk(where_, "", sink);
  const fs::path folder = fs::path(where_).parent_path();
  std::ifstream in;
  sink({lines_file_, fs::file_size(where_), [&] {
          if (!in.is_open()) in.open(where_, std::ios::binary);
          std::string out(piece_bytes, '\0');
          in.read(out.data(), static_cast<std::streamsize>(out.size()));
          if (in.bad() || !in.is_open()) throw std::runtime_error("cannot read " + where_);
          out.resize(static_cast<std::size_t>(in.gcount()));
          return out;
        }});
  if (fs::is_directory(folder / "data")) walk(folder / "data", "data/", sink);
}

void ExportFiles::each_in_zip(const std::function<void(const ExportFile&)>& sink) const {
  const Utf8Locale utf8;
  const std::unique_ptr<::archive, Free> zip(archive_read_new());
  const auto fail = [&] {
    const char* why = archive_error_string(zip.get());
    throw std::runtime_error("cannot read the ZIP " + where_ + ": " +
                             (why == nullptr ? "it is none" : why));
  };
  archive_read_support_format_zip_seekable(zip.get());
  if (archive_read_open_filename(zip.get(), where_.c_str(), zip_buffer_bytes) != ARCHIVE_OK) fail();
  for (;;) {
    archive_entry* entry = nullptr;
    const int state = archive_read_next_header(zip.get(), &entry);
    if (state == ARCHIVE_EOF) return;
    if (state != ARCHIVE_OK && state != ARCHIVE_WARN) fail();
    if (archive_entry_filetype(entry) != AE_IFREG) continue;
    if (archive_entry_is_encrypted(entry))
      throw std::runtime_error("the ZIP " + where_ + " is encrypted");
    const char* utf8_name = archive_entry_pathname_utf8(entry);
    const char* name = utf8_name == nullptr ? archive_entry_pathname(entry) : utf8_name;
    if (name == nullptr) continue;
    std::string plain = name;
    // packed by programs of Windows
    std::replace(plain.begin(), plain.end(), '\\', '/');
    if (plain.starts_with("./")) plain.erase(0, 2);
    sink({plain, static_cast<std::uint64_t>(std::max<la_int64_t>(archive_entry_size(entry), 0)),
          [&] {
            std::string out(piece_bytes, '\0');
            const auto got = archive_read_data(zip.get(), out.data(), out.size());
            if (got < 0) fail();
            out.resize(static_cast<std::size_t>(got));
            return out;
          }});
  }
}

}  // namespace chatterd::migrate
