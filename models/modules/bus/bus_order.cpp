// Places, gaps and milestones of the bus.
#include "models/modules/bus/bus_order.hpp"

#include <algorithm>

namespace chatterd {
namespace {

// A jump of the sequence (a restored database) is no row of gaps.
constexpr Id longest_gap = 100'000;

}  // namespace

Id place_of(Id row, const Milestones& milestones) {
  auto milestone = milestones.upper_bound(row);
  if (milestone == milestones.end() || !milestone->second.contains(row)) return row;
  while (milestone != milestones.end() && milestone->second.contains(row)) ++milestone;
  return milestone == milestones.end() ? 0 : milestone->first;
}

BusOrder::BusOrder(Id from, const Milestones& known) : highest_(from), settled_(from) {
  for (const auto& [milestone, open] : known) {
    if (milestone <= from) milestones_[milestone] = open;
    for (const Id id : open)
      if (id <= from) gaps_.emplace(id, Gap{0, std::nullopt});
  }
}

std::vector<Id> BusOrder::missing() const {
  std::vector<Id> ids;
  for (const auto& [id, gap] : gaps_) ids.push_back(id);
  return ids;
}

void BusOrder::see_milestone(Id id, const std::vector<Id>& open, double now) {
  const auto [milestone, fresh] = milestones_.try_emplace(id, open.begin(), open.end());
  if (!fresh) return;
  // what another engine was still waiting for when this one began
  for (const Id missing : milestone->second)
    if (missing <= settled_) gaps_.emplace(missing, Gap{now, std::nullopt});
}

void BusOrder::see_row(Id row, double now) {
  gaps_.erase(row);
  for (Id id = std::max(highest_, row - longest_gap) + 1; id < row; ++id)
    gaps_.emplace(id, Gap{now, std::nullopt});
  highest_ = std::max(highest_, row);
}

// A gap is closed when everybody who may have held its id has ended before a snapshot that does not
// show the row.
void BusOrder::close_gaps(const std::set<Id>& present, const std::optional<Holders>& holders) {
  std::erase_if(gaps_, [&](const auto& gap) {
    return !present.contains(gap.first) && gap.second.holders && gap.second.holders->empty();
  });
  if (!holders) return;
  for (auto& [id, gap] : gaps_) {
    if (!gap.holders)
      gap.holders = holders;
    else
      std::erase_if(*gap.holders,
                    [&](const std::string& holder) { return !holders->contains(holder); });
  }
}

void BusOrder::place_late() {
  for (auto row = unplaced_.begin(); row != unplaced_.end();) {
    const Id place = place_of(row->first, milestones_);
    if (place == 0) {
      ++row;
      continue;
    }
    waiting_[place].insert(row->first);
    row = unplaced_.erase(row);
  }
}

// Those that no gap and no late row will ask for again; the last one stays.
void BusOrder::forget_milestones() {
  Id oldest = highest_;
  if (!gaps_.empty()) oldest = std::min(oldest, gaps_.begin()->first);
  if (!unplaced_.empty()) oldest = std::min(oldest, unplaced_.begin()->first);
  while (milestones_.size() > 1 && std::next(milestones_.begin())->first <= oldest)
    milestones_.erase(milestones_.begin());
}

std::vector<BusOrder::Placed> BusOrder::read(const std::vector<Row>& rows,
                                             const std::optional<Holders>& holders, double now) {
  std::set<Id> present;
  for (const Row& row : rows) present.insert(row.id);
  for (const Row& row : rows)
    if (row.open) see_milestone(row.id, *row.open, now);
  for (const Row& row : rows) see_row(row.id, now);
  // all milestones of the read are known: they decide where its rows belong
  for (const Row& row : rows)
    if (!row.open) unplaced_.emplace(row.id, now);
  place_late();
  close_gaps(present, holders);

  std::vector<Placed> out;
  // late rows come at once, and before what was written after them: until they have a place,
  // nothing moves
  if (unplaced_.empty()) {
    begun_ = true;
    const auto blocking = gaps_.upper_bound(last_milestone());
    settled_ = std::max(settled_, blocking == gaps_.end() ? highest_ : blocking->first - 1);
    while (!waiting_.empty() && waiting_.begin()->first <= settled_) {
      for (const Id id : waiting_.begin()->second) out.push_back({id, waiting_.begin()->first});
      waiting_.erase(waiting_.begin());
    }
  }
  forget_milestones();
  return out;
}

double BusOrder::blocked_since() const {
  if (!unplaced_.empty()) return unplaced_.begin()->second;
  const auto blocking = gaps_.upper_bound(last_milestone());
  return blocking == gaps_.end() ? 0 : blocking->second.since;
}

std::vector<Id> BusOrder::open_at(Id milestone, const std::set<Id>& visible) const {
  std::vector<Id> open;
  for (const auto& [id, gap] : gaps_)
    if (!visible.contains(id)) open.push_back(id);
  for (Id id = std::max(highest_, milestone - longest_gap) + 1; id < milestone; ++id)
    if (!visible.contains(id)) open.push_back(id);
  return open;
}

}  // namespace chatterd
