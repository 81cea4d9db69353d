// A row of bus_bus as it is delivered.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "models/engine/value.hpp"

namespace chatterd {

struct BusEntry {
  Id id = 0;
  Id place = 0;      // what the client keeps as `last`
  double since = 0;  // when it was first seen, in seconds of the steady clock; of what was there at
                     // the start: created
  // Seconds from the beginning of the writer's transaction to `since`; -1 of what was there at the
  // start.
  double delay = -1;
  std::string channel;     // JSON text, as json.dumps(separators=(",", ":")) writes it
  std::string text;        // `"channel":…,"message":…` for the answer
  Id discuss_channel = 0;  // of a mail.channel's: its id
  std::shared_ptr<const std::vector<Id>>
      partners;  // who hears it as a partner, sorted; null for other channels, and for a
                 // mail.channel's that came while nobody heard any
};
using BusEntries = std::vector<std::shared_ptr<const BusEntry>>;

// Makes entries of rows. JSON goes into answers as it was written, unread; what somebody wrote that
// is none, or that no client could read, becomes null.
class BusEntryReader {
 public:
  std::shared_ptr<BusEntry> read(Id id, std::string channel, std::string_view message);

 private:
  // The message that was checked last: most go to several channels.
  std::string given_, checked_;
};

// The number of the channel ["db","model",number], 0 when it is another one; `prefix` is its text
// up to the number.
Id channel_number(std::string_view channel, std::string_view prefix);

}  // namespace chatterd
