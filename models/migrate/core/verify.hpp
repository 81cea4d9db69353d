// Comparing a target with its source, record by record, through the target's mapping.
#pragma once
#include "models/migrate/core/run.hpp"

namespace chatterd::migrate {

struct Difference {
  enum class Kind { missing, changed, extra };
  Kind kind = Kind::missing;
  std::string model;
  RecordId source = 0, target = 0;  // of a relation: the first columns' records
  std::string text;                 // which columns differ, and how
};

struct ModelCheck {
  std::int64_t expected = 0, found = 0;  // rows
  std::int64_t missing = 0, changed = 0, extra = 0, left_out = 0;
};

// Checksums over bodies, authors, dates and read state of a channel's messages.
struct ChannelCheck {
  RecordId source = 0, target = 0;
  std::int64_t expected_messages = 0, found_messages = 0;
  std::uint64_t expected_sum = 0, found_sum = 0;
  bool equal() const { return expected_messages == found_messages && expected_sum == found_sum; }
};

struct VerifyReport {
  std::map<std::string, ModelCheck> models;
  std::vector<ChannelCheck> channels;
  std::vector<Difference> differences;  // the first ones of each model
  std::int64_t difference_count = 0;
  std::int64_t contents = 0, content_bytes = 0;
  double seconds = 0;
  bool equal() const { return difference_count == 0; }
};
constexpr std::int64_t differences_kept = 50;  // of each model

// `target` tells the mapping; begin() and people() are called for a rehearsal. `actual` reads the
// target's records. Throws std::runtime_error when one of them cannot be read.
VerifyReport verify_migration(Source& source, Target& target, Source& actual, Progress& progress);

Json to_json(const VerifyReport& report);

}  // namespace chatterd::migrate
