// The order in which rows of bus_bus are delivered, the same in every engine: each row has a place,
// a client that has got the place N has got exactly the rows with places up to N. Nothing here
// talks to the database.
//
// A row's place is its id, as in stock Odoo, when it appeared before anybody went on beyond it.
// Where a writer takes its time, an engine goes on and writes a milestone: a row of bus_bus that
// lists the smaller ids that may yet appear. What is listed there has its place at the first later
// milestone that does not list it any more. See docs/decisions/0004-the-bus-loses-nothing.md.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "models/engine/value.hpp"

namespace chatterd {

// The milestones that are known: id → the ids that it lists.
using Milestones = std::map<Id, std::set<Id>>;
// The place of a row that can be seen; 0 as long as every milestone behind it lists it.
Id place_of(Id row, const Milestones& milestones);

class BusOrder {
 public:
  struct Row {
    Id id = 0;
    std::optional<std::vector<Id>> open;  // of a milestone: what it lists
  };
  struct Placed {
    Id id, place;
  };
  // Transactions that may hold ids of bus_bus, by any name that is never used again.
  using Holders = std::set<std::string>;

  // Begins behind `from`, with the milestones from the last one up to there on.
  BusOrder(Id from, const Milestones& known);

  // What to ask for: ids above highest() and those in missing().
  Id highest() const { return highest_; }
  std::vector<Id> missing() const;
  // What a read saw, in the order of ids, at `now` seconds. `holders`: the transactions that may
  // hold ids, looked at after the snapshot of the read. → the rows that can be delivered now, in
  // the order of places and ids.
  std::vector<Placed> read(const std::vector<Row>& rows, const std::optional<Holders>& holders,
                           double now);

  // No row that appears later has a place up to here. 0 until that is known.
  Id settled() const { return begun_ ? settled_ : 0; }
  // Rows have been seen that cannot be delivered yet.
  bool blocked() const { return !waiting_.empty() || !unplaced_.empty(); }
  // Since when the first of what blocks does so.
  double blocked_since() const;
  // Whether only a milestone helps: late rows have come that need a place.
  bool has_late() const { return !unplaced_.empty(); }
  Id last_milestone() const { return milestones_.empty() ? 0 : milestones_.rbegin()->first; }
  // What a milestone with this id has to list when these rows (above settled(), and of missing())
  // can be seen.
  std::vector<Id> open_at(Id milestone, const std::set<Id>& visible) const;
  std::size_t gaps() const { return gaps_.size(); }

 private:
  struct Gap {
    double since;
    std::optional<Holders> holders;  // of those that were there when it was noticed, who still is
  };
  void see_milestone(Id id, const std::vector<Id>& open, double now);
  void see_row(Id row, double now);
  void close_gaps(const std::set<Id>& present, const std::optional<Holders>& holders);
  void place_late();
  void forget_milestones();

  Id highest_, settled_;
  bool begun_ = false;  // some read found no late row without a place: what is up to settled_ can
                        // be delivered
  std::map<Id, Gap> gaps_;
  std::map<Id, std::set<Id>> waiting_;  // place → rows
  std::map<Id, double> unplaced_;       // late rows → when they were seen
  Milestones milestones_;
};

}  // namespace chatterd
