// Writes the tar as a stream: a batch is an entry, so that its size is known and memory bounded.
#include <archive.h>
#include <archive_entry.h>

#include <cstdio>
#include <ctime>
#include <filesystem>

#include "bridge/files/hash.hpp"
#include "models/migrate/archive/archive.hpp"

namespace chatterd::migrate {
namespace fs = std::filesystem;
namespace {

std::string now() {
  const std::time_t time = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&time, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

class TarWriter {
 public:
  explicit TarWriter(const std::string& file) : file_(file), tar_(archive_write_new()) {
    archive_write_set_format_pax_restricted(tar_.get());
    archive_write_add_filter_zstd(tar_.get());
    if (archive_write_open_filename(tar_.get(), file.c_str()) != ARCHIVE_OK) fail();
  }
  void begin(const std::string& name, std::uint64_t size) {
    const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(archive_entry_new(),
                                                                              archive_entry_free);
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_mtime(entry.get(), 0, 0);  // the same records make the same archive
    if (archive_write_header(tar_.get(), entry.get()) != ARCHIVE_OK) fail();
  }
  void add(const std::string& bytes) {
    if (archive_write_data(tar_.get(), bytes.data(), bytes.size()) !=
        static_cast<la_ssize_t>(bytes.size()))
      fail();
  }
  void file(const std::string& name, const std::string& text) {
    begin(name, text.size());
    add(text);
  }
  void close() {
    if (archive_write_close(tar_.get()) != ARCHIVE_OK) fail();
  }

 private:
  [[noreturn]] void fail() const {
    const char* why = archive_error_string(tar_.get());
    throw std::runtime_error("cannot write the archive " + file_ + ": " +
                             (why == nullptr ? "" : why));
  }
  struct Free {
    void operator()(::archive* tar) const { archive_write_free(tar); }
  };
  std::string file_;
  std::unique_ptr<::archive, Free> tar_;
};

class ArchiveTarget : public Target {
 public:
  explicit ArchiveTarget(std::string file) : file_(std::move(file)) { mapping_.identity(true); }
  ~ArchiveTarget() override {
    std::error_code ignored;
    if (tar_) fs::remove(part(), ignored);
  }

  void begin(const SourceInfo& info, const TargetOptions& options, const Notices&) override {
    dry_run_ = options.dry_run;
    if (dry_run_) return;
    tar_ = std::make_unique<TarWriter>(part());
    Json manifest = {{"format", "chatterd-migration"},
                     {"version", 1},
                     {"key", info.key},
                     {"source", {{"kind", info.kind}, {"name", info.name}}},
                     {"selection", to_json(info.selection)},
                     {"made", now()}};
    if (!info.told.empty()) manifest["told"] = info.told;
    tar_->file("manifest.json", manifest.dump(1) + "\n");
  }

  bool people(const std::vector<Person>&) override { return true; }
  // What an interrupted run has left is no archive; the whole is written again.
  std::optional<RecordId> resume_after(const Model&) override { return 0; }

  Tally write(const Batch& batch) override {
    const std::string& name = batch.model->name;
    Tally tally;
    tally.created = static_cast<std::int64_t>(batch.rows.size());
    records_[name] += tally.created;
    if (dry_run_) return tally;
    std::string text;
    for (const Row& row : batch.rows) text += to_json(*batch.model, row).dump() + "\n";
    char number[16];
    std::snprintf(number, sizeof number, "%06d", ++entries_[name]);
    tar_->file("records/" + name + "/" + number + ".jsonl", text);
    return tally;
  }

  void complete(const Model&) override {}
  bool has_content(const Content& content) override { return contents_.contains(content.checksum); }

  bool write_content(const Content& content, const ContentPieces& pieces) override {
    contents_.insert(content.checksum);
    bytes_ += content.size;
    if (dry_run_) return true;
    tar_->begin("content/" + content.checksum, content.size);
    bridge::Digester digester(bridge::Digest::sha1);
    std::uint64_t size = 0;
    for (std::string piece = pieces(); !piece.empty(); piece = pieces()) {
      digester.add(piece);
      size += piece.size();
      tar_->add(piece);
    }
    if (size != content.size)
      throw std::runtime_error("the attachment " + content.checksum + " changed while it was read");
    return bridge::hex(digester.finish()) == content.checksum;
  }

  void missing_content(const Content& content) override { missing_.insert(content.checksum); }

  void finish() override {
    if (dry_run_) return;
    tar_->file("summary.json", Json{{"records", records_},
                                    {"contents", contents_.size()},
                                    {"bytes", bytes_},
                                    {"missing", missing_}}
                                       .dump(1) +
                                   "\n");
    tar_->close();
    fs::rename(part(), file_);
    tar_.reset();
  }

  const Mapping& mapping() const override { return mapping_; }
  bool foreign(const std::string&, RecordId) const override { return false; }

 private:
  std::string part() const { return file_ + ".part"; }

  std::string file_;
  std::unique_ptr<TarWriter> tar_;
  Mapping mapping_;
  std::map<std::string, std::int64_t> records_;
  std::map<std::string, int> entries_;
  std::set<std::string> contents_, missing_;
  std::uint64_t bytes_ = 0;
  bool dry_run_ = false;
};

}  // namespace

std::unique_ptr<Target> open_archive_target(const std::string& file) {
  return std::make_unique<ArchiveTarget>(file);
}

}  // namespace chatterd::migrate
