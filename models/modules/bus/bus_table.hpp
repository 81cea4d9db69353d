// The statements about bus_bus: what is new, milestones, who hears a channel.
//
// Readers share a lock that a milestone is written under alone, and pg_locks tells which
// transactions may still bring a missing id (docs/decisions/0004-the-bus-loses-nothing.md).
#pragma once
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "bridge/postgres/pool.hpp"
#include "models/modules/bus/bus_entry.hpp"
#include "models/modules/bus/bus_order.hpp"

namespace chatterd {

class BusTable {
 public:
  explicit BusTable(std::shared_ptr<bridge::Pool> pool) : pool_(std::move(pool)) {}

  struct Start {
    Id from;  // what is read begins behind this id
    Milestones milestones;
  };
  // Where to begin: before the first of the `most` last rows that is at most `seconds` old, and
  // `ids_before` ids before that for those that come late.
  Start start(Id most, Id ids_before, double seconds) const;

  struct News {
    struct Entry {
      std::shared_ptr<BusEntry> entry;
      double age;  // in seconds
    };
    std::vector<BusOrder::Row> rows;  // by id, milestones among them
    std::vector<Entry> entries;       // of those that are no milestones
    std::optional<BusOrder::Holders> holders;
  };
  // Rows that `order` has not seen; and, if asked for, who may bring what it misses.
  News news(const BusOrder& order, bool with_holders) const;
  // Writes what `order` lacks to go on; false when somebody else has just done so.
  bool write_milestone(const BusOrder& order) const;

  // Who of these partners is a member of which of these channels now.
  using Members = std::set<std::pair<Id, Id>>;  // channel, partner
  Members members(const Ids& channels, const Ids& partners) const;
  // The members of these channels, sorted.
  std::unordered_map<Id, Ids> listeners(const Ids& channels) const;
  // The last id that the table's sequence has given.
  Id last_given() const;

  // Entries of these channels, with places above `last` up to `settled`; with last = 0 those of the
  // last `seconds`. In the order of ids.
  static BusEntries recall(bridge::Transaction& transaction,
                           const std::vector<std::string>& channels, Id last, Id settled,
                           double seconds);

 private:
  bridge::Result ask(const BusOrder& order, bool with_holders) const;

  const std::shared_ptr<bridge::Pool> pool_;
};

}  // namespace chatterd
