// The bus as one ordered stream: every committed row of bus_bus once, in the order in which it became
// visible, whoever wrote it. One thread reads for all listeners, a statement a wake-up.
//
// Ids are given before a transaction commits, so a row with a smaller id can appear after one with a
// larger: the feed remembers ids that are missing and asks for them again until every transaction that
// could still bring them has ended. See docs/decisions/0004-the-bus-loses-nothing.md.
#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

#include "bridge/pool.hpp"
#include "models/value.hpp"

namespace chatterd {

struct BusEntry {
  Id id = 0;
  std::uint64_t position = 0;                       // counts up with every row that is seen
  double age = 0;                                   // seconds since it was created, when it was read
  std::string channel;                              // JSON text, as json.dumps(separators=(",", ":")) writes it
  std::string message;                              // JSON text
  std::shared_ptr<const std::vector<Id>> partners;  // of [db, "mail.channel", id]: its listeners, sorted
};
using BusEntries = std::vector<std::shared_ptr<const BusEntry>>;

class BusFeed {
 public:
  // `on_entries` is called in the feed's thread with what is new, in order.
  BusFeed(std::shared_ptr<bridge::Pool> pool, std::function<void(const BusEntries&)> on_entries);
  ~BusFeed();

  void start();  // reads where the bus stands, then begins; throws when the database cannot be read
  void stop();
  void wake();  // there may be news
  // Entries after a position that are still in memory; `complete` tells whether none in between has
  // left it.
  BusEntries after(std::uint64_t position, bool& complete) const;
  // Where the entry with this id stands; 0 when it is not in memory. Ids above all known stand at the end.
  std::uint64_t position_of(Id id) const;
  std::uint64_t last_position() const;
  struct Counters {
    std::uint64_t reads, entries, late;  // statements sent, rows seen, of which below an id seen before
    std::size_t gaps;
  };
  Counters counters() const;

 private:
  void run();
  void read(bool sweep);
  void find_gaps(Id from, Id to, const std::set<Id>& present, Id next_transaction);

  const std::shared_ptr<bridge::Pool> pool_;
  const std::function<void(const BusEntries&)> on_entries_;
  const std::string database_;
  std::thread thread_;

  mutable std::mutex mutex_;
  std::condition_variable wake_up_;
  bool woken_ = false, stopping_ = false;             // guarded by mutex_
  std::deque<std::shared_ptr<const BusEntry>> ring_;  // guarded by mutex_
  std::map<Id, std::uint64_t> positions_;             // of the ring's entries; guarded by mutex_
  std::uint64_t position_ = 0;                        // guarded by mutex_
  Counters counters_{};                               // guarded by mutex_

  // Only in the feed's thread.
  struct Gap {
    Id transaction;  // ids of transactions below this were given when the gap was noticed
    double seen_at;  // seconds on the steady clock
  };
  Id highest_ = 0;
  std::map<Id, Gap> gaps_;
  std::unordered_set<Id> recent_;  // ids seen, of the last sweep_window ids
  std::map<std::string, std::shared_ptr<const std::vector<Id>>> listeners_;
};

}  // namespace chatterd
