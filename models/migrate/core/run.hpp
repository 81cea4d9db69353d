// A migration from any source to any target: the order of things, the threads, the report.
#pragma once
#include <chrono>

#include "models/migrate/core/target.hpp"

namespace chatterd::migrate {

// Told while a run goes on, from several threads, one call at a time.
class Progress {
 public:
  virtual ~Progress() = default;
  // `total` is 0 when nobody knows.
  virtual void advance(const std::string& what, std::int64_t done, std::int64_t total) = 0;
  virtual void finished(const std::string& what, std::int64_t done) = 0;
};

struct RunReport {
  SourceInfo source;
  bool dry_run = false, conflicts = false;
  std::map<std::string, Tally> models;
  std::map<Notice::Kind, std::int64_t> notice_counts;
  std::vector<Notice> notices;  // the first ones of each kind
  std::int64_t contents = 0, content_bytes = 0, contents_there = 0;
  double seconds = 0;
  // Messages of channels by (channel in the source, "2020-01"), and the channels' names.
  std::map<std::pair<RecordId, std::string>, std::int64_t> months;
  std::map<RecordId, std::string> channel_names;
};
constexpr std::size_t notices_kept = 200;  // of each kind

// Runs it. Conflicts without a decision end it before anything is written; `conflicts` says so.
// Throws std::runtime_error when it cannot go on: a database run can be resumed then.
RunReport run_migration(Source& source, Target& target, const TargetOptions& options,
                        Progress& progress);

const char* notice_name(Notice::Kind kind);
Json to_json(const RunReport& report);

}  // namespace chatterd::migrate
