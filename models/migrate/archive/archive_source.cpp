// Reads the tar as a stream, once for each model; what lies before is decompressed and skipped.
#include <archive.h>
#include <archive_entry.h>

#include <stdexcept>

#include "models/migrate/archive/archive.hpp"
#include "models/migrate/core/batcher.hpp"

namespace chatterd::migrate {
namespace {

constexpr std::size_t read_bytes = 1 << 20;

// The entries of an archive from its beginning.
class TarReader {
 public:
  explicit TarReader(const std::string& file) : file_(file), tar_(archive_read_new()) {
    archive_read_support_format_tar(tar_.get());
    archive_read_support_filter_zstd(tar_.get());
    if (archive_read_open_filename(tar_.get(), file.c_str(), read_bytes) != ARCHIVE_OK) fail();
  }
  bool next() {
    const int state = archive_read_next_header(tar_.get(), &entry_);
    if (state == ARCHIVE_EOF) return false;
    if (state != ARCHIVE_OK) fail();
    name_ = archive_entry_pathname(entry_);
    return true;
  }
  const std::string& name() const { return name_; }
  std::uint64_t size() const { return static_cast<std::uint64_t>(archive_entry_size(entry_)); }
  std::string piece() {
    std::string out(read_bytes, '\0');
    const auto got = archive_read_data(tar_.get(), out.data(), out.size());
    if (got < 0) fail();
    out.resize(static_cast<std::size_t>(got));
    return out;
  }
  std::string all() {
    std::string out;
    for (std::string some = piece(); !some.empty(); some = piece()) out += some;
    return out;
  }

 private:
  [[noreturn]] void fail() const {
    const char* why = archive_error_string(tar_.get());
    throw std::runtime_error("cannot read the archive " + file_ + ": " +
                             (why == nullptr ? "it is none" : why));
  }
  struct Free {
    void operator()(::archive* tar) const { archive_read_free(tar); }
  };
  std::string file_, name_;
  std::unique_ptr<::archive, Free> tar_;
  archive_entry* entry_ = nullptr;
};

Json parsed(const std::string& text, const std::string& what) {
  try {
    return Json::parse(text);
  } catch (const Json::exception&) {
    throw std::runtime_error("the archive's " + what + " is no JSON");
  }
}

class ArchiveSource : public Source {
 public:
  explicit ArchiveSource(std::string file) : file_(std::move(file)) {
    TarReader tar(file_);
    if (!tar.next() || tar.name() != "manifest.json")
      throw std::runtime_error(file_ + " is no migration archive");
    read_manifest(parsed(tar.all(), "manifest"));
    while (tar.next())
      if (tar.name() == "summary.json") read_summary(parsed(tar.all(), "summary"));
    if (!complete_)
      throw std::runtime_error("the archive " + file_ + " was cut off: it has no summary");
  }

  const SourceInfo& info() override { return info_; }

  bool has_column(const Model& model, const std::string& column) const override {
    const auto told = info_.told.find(model.name);
    return info_.told.empty() || (told != info_.told.end() && told->second.contains(column));
  }

  void read(const Model& model, RecordId after, const std::function<void(Batch&&)>& sink) override {
    if (!info_.counts.contains(model.name)) return;
    const std::string folder = "records/" + model.name + "/";
    TarReader tar(file_);
    Batcher batcher(model, sink);
    bool seen = false;
    while (tar.next()) {
      if (!tar.name().starts_with(folder)) {
        if (seen) break;
        continue;
      }
      seen = true;
      std::string rest;
      for (std::string piece = tar.piece(); !piece.empty(); piece = tar.piece()) {
        rest += piece;
        std::size_t from = 0;
        for (std::size_t end = rest.find('\n'); end != std::string::npos;
             end = rest.find('\n', from)) {
          add_line(model, rest.substr(from, end - from), after, batcher);
          from = end + 1;
        }
        rest.erase(0, from);
      }
      if (!rest.empty()) add_line(model, rest, after, batcher);
    }
    batcher.flush();
  }

  void contents(const std::function<bool(const Content&)>& wanted,
                const std::function<void(const Content&, const ContentPieces&)>& sink,
                const std::function<void(const Content&)>& missing) override {
    TarReader tar(file_);
    while (tar.next()) {
      if (!tar.name().starts_with("content/")) continue;
      const Content content{tar.name().substr(8), tar.size()};
      if (wanted(content)) sink(content, [&tar] { return tar.piece(); });
    }
    for (const std::string& checksum : missing_) missing({checksum, 0});
  }

 private:
  static void add_line(const Model& model, const std::string& line, RecordId after,
                       Batcher& batcher) {
    if (line.empty()) return;
    Row row = from_json(model, parsed(line, model.name));
    if (model.name == "reference" || number(row.front()) > after) batcher.add(std::move(row));
  }

  void read_manifest(const Json& manifest) {
    if (manifest.value("format", "") != "chatterd-migration")
      throw std::runtime_error(file_ + " is no migration archive");
    if (manifest.value("version", 0) != 1)
      throw std::runtime_error(file_ + " has version " + manifest.value("version", Json()).dump() +
                               " of the archive format; this chatterd reads version 1");
    info_.kind = "archive";
    info_.key = manifest.at("key").get<std::string>();
    info_.name = file_;
    info_.selection = selection_from_json(manifest.value("selection", Json()));
    if (manifest.contains("told"))
      info_.told = manifest.at("told").get<std::map<std::string, std::set<std::string>>>();
  }

  void read_summary(const Json& summary) {
    complete_ = true;
    info_.counts = summary.at("records").get<std::map<std::string, std::int64_t>>();
    missing_ = summary.at("missing").get<std::vector<std::string>>();
  }

  std::string file_;
  SourceInfo info_;
  std::vector<std::string> missing_;
  bool complete_ = false;
};

}  // namespace

std::unique_ptr<Source> open_archive_source(const std::string& file) {
  return std::make_unique<ArchiveSource>(file);
}

}  // namespace chatterd::migrate
