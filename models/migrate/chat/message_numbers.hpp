// Numbers for the records of a chat that has none: the same for the same record in every export.
// Those of messages are in the order of their times.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "models/migrate/core/records.hpp"

namespace chatterd::migrate {

// Of a person, a channel, a seat: by what the chat calls it. 62 bits of a SHA-1.
RecordId number_of(std::string_view identity);

// A moment in microseconds of the Unix epoch, of a clock that counts in steps of `grain`.
struct Moment {
  std::int64_t microseconds = 0;
  std::int64_t grain = 1;
};
// "2020-01-31 10:20:30.123456" (UTC), as PostgreSQL writes it.
std::string date_text(std::int64_t microseconds);

// Sixteen bytes a message. The time is in the upper bits, 12 bits of the identity's digest and more
// (as many as a coarser clock leaves) in the lower ones; of two messages that still meet, the
// second takes the next free number.
class MessageNumbers {
 public:
  // First all messages of the export. False when the moment is none that a message can have (before
  // 2000, after 2070).
  bool note(Moment moment, std::string_view identity);
  void settle();
  // Then their numbers. One that was not noted gets one too, behind `after` when that is given.
  RecordId number(Moment moment, std::string_view identity, RecordId after = 0);
  bool there(Moment moment, std::string_view identity) const;
  // Was this noted more than once?
  bool repeated(std::string_view identity) const;

 private:
  struct Noted {
    RecordId id = 0;
    std::uint64_t hash = 0;
    auto operator<=>(const Noted&) const = default;
  };
  static Noted noted(Moment moment, std::string_view identity);
  bool taken(RecordId id) const;

  std::vector<Noted> all_;
  std::unordered_map<std::uint64_t, RecordId> moved_;
  std::unordered_set<RecordId> given_;  // to those that were moved
  std::unordered_set<std::uint64_t> repeated_;
};

}  // namespace chatterd::migrate
