// The bus as one ordered stream: every committed row of bus_bus once, in an order that is the same
// in all engines, whoever wrote it. One thread reads for all listeners, a statement a wake-up.
//
// The order is BusOrder's. Two locks that PostgreSQL keeps make it one order: reads share a lock
// that a milestone is written under alone, and pg_locks tells which transactions may still bring a
// missing id. See docs/decisions/0004-the-bus-loses-nothing.md.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "bridge/postgres/pool.hpp"
#include "models/modules/bus/bus_entry.hpp"
#include "models/modules/bus/bus_order.hpp"
#include "models/modules/bus/bus_table.hpp"

namespace chatterd {

class BusFeed {
 public:
  // `on_entries` is called in the feed's thread with what is new, in order; `on_read` after each
  // attempt to read, with the largest number of ask() up to which everything is among the entries.
  // Members of channels are not looked up for entries that come while `hears_channels` says no.
  BusFeed(std::shared_ptr<bridge::Pool> pool, std::function<void(const BusEntries&)> on_entries,
          std::function<void(std::uint64_t)> on_read = {},
          std::function<bool()> hears_channels = {});
  ~BusFeed();

  void start();  // reads what is recent, then begins; throws when the database cannot be read
  void stop();
  void wake() { ask(); }  // there may be news
  // Has the table read; `on_read` comes with this number once what was committed before is there.
  std::uint64_t ask();
  // Waits until what was committed before the call is among the entries; false when that took
  // longer.
  bool catch_up(std::chrono::milliseconds patience);

  using Wanted = std::function<bool(const BusEntry&)>;
  // What is wanted of the entries with places above `last`; nothing when some of them have left the
  // memory: see BusTable::recall().
  std::optional<BusEntries> after(Id last, const Wanted& wanted) const;
  // The same of a client's first poll: of the entries of the last `seconds`.
  std::optional<BusEntries> young(double seconds, const Wanted& wanted) const;
  // Whether after(last) or, for last = 0, young(seconds) has an answer.
  bool remembers(Id last, double seconds) const;
  // The Discuss channels of the entries with places above `last` that the memory has.
  Ids channels_after(Id last) const;
  // Who of these partners is a member of which of these channels now.
  BusTable::Members members(const Ids& channels, const Ids& partners) const {
    return table_.members(channels, partners);
  }
  // Whether `last` is larger than any id that the table has given: the client has it from another
  // database, or from this one before it was restored. Only in the feed's thread.
  bool is_strange(Id last);
  Id settled() const;
  struct Counters {
    std::uint64_t reads, entries, late,
        milestones;  // statements sent; rows seen, of which below an id seen before
    std::size_t gaps;
    // Seconds from the beginning of a writer's transaction to the row being handed on: of the
    // latest row, and of all but those that were there at the start.
    double lag, lag_sum;
  };
  Counters counters() const;

 private:
  using EntryPtr = std::shared_ptr<BusEntry>;
  void run();
  void read(bool with_holders);
  void find_listeners(const std::vector<EntryPtr>& entries);
  // Writes a milestone, unless somebody else has just done so.
  void write_milestone();
  std::chrono::microseconds pause() const;

  const BusTable table_;
  const std::function<void(const BusEntries&)> on_entries_;
  const std::function<void(std::uint64_t)> on_read_;
  const std::function<bool()> hears_channels_;
  // of the JSON texts of internal channels
  std::vector<std::string> personal_prefixes_;
  std::string channel_prefix_;
  std::thread thread_;

  mutable std::mutex mutex_;
  std::condition_variable wake_up_, caught_up_;
  bool woken_ = false, stopping_ = false;             // guarded by mutex_
  std::deque<std::shared_ptr<const BusEntry>> ring_;  // guarded by mutex_
  Id floor_ = 0;           // the ring has all entries with places above this; guarded by mutex_
  double floor_time_ = 0;  // and all that were created after this
  Id settled_ = 0;         // guarded by mutex_
  std::uint64_t asked_ = 0, begun_ = 0,
                done_ = 0;  // wake-ups, up to which one reads; guarded by mutex_
  Counters counters_{};     // guarded by mutex_

  // Only in the feed's thread.
  std::unique_ptr<BusOrder> order_;
  std::unordered_map<Id, EntryPtr> unsettled_;  // rows that were seen and have to wait
  std::unordered_map<Id, std::shared_ptr<const std::vector<Id>>> listeners_;  // of channels
  int quick_reads_ = 0;         // since rows began to wait
  double milestone_after_ = 0;  // a refused attempt is not repeated at once
  double holders_asked_ = 0;    // when who may hold missing ids was asked last
  Id last_given_ = 0;           // an id that the table's sequence is known to have given
};

}  // namespace chatterd
