// Reading bus_bus without losing rows that commit out of order.
#include "models/bus/bus_feed.hpp"

#include <algorithm>
#include <chrono>

#include "models/log.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

// Enough for a minute at a thousand messages a second, which is more than any poll stays away.
constexpr std::size_t ring_size = 65'536;
// Ids this far below the highest are looked at once more every second, in case a writer took its id
// long before it had a transaction that our gaps could wait for.
constexpr Id sweep_window = 2'000;
// A writer that has its id and no transaction number yet gets it within the same statement.
constexpr double gap_patience = 10;
constexpr auto sweep_pause = std::chrono::seconds(1);

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

}  // namespace

BusFeed::BusFeed(std::shared_ptr<bridge::Pool> pool, std::function<void(const BusEntries&)> on_entries)
    : pool_(std::move(pool)), on_entries_(std::move(on_entries)), database_(pool_->database()) {}

BusFeed::~BusFeed() { stop(); }

void BusFeed::start() {
  bridge::in_transaction(
      *pool_,
      [&](bridge::Transaction& transaction) {
        const auto rows = transaction.execute(
            Sql("SELECT coalesce(max(id), 0), (pg_snapshot_xmax(pg_current_snapshot()))::text::bigint FROM bus_bus"));
        highest_ = rows[0][0].integer();
        const Id next_transaction = rows[0][1].integer();
        std::set<Id> present;
        for (const Id id :
             transaction.execute(Sql("SELECT id FROM bus_bus WHERE id > %s", {highest_ - sweep_window})).ids())
          present.insert(id);
        recent_.insert(present.begin(), present.end());
        const Id from = present.empty() ? highest_ : *present.begin();
        find_gaps(from, highest_, present, next_transaction);
      },
      bridge::Transaction::Mode::read_only);
  thread_ = std::thread([this] { run(); });
}

void BusFeed::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_up_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void BusFeed::wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  wake_up_.notify_one();
}

void BusFeed::run() {
  double swept = now();
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      wake_up_.wait_for(lock, sweep_pause, [&] { return woken_ || stopping_; });
      if (stopping_) return;
      woken_ = false;
    }
    const bool sweep = now() - swept >= 1;
    if (sweep) swept = now();
    try {
      read(sweep);
    } catch (const std::exception& error) {
      log_warning(std::string("the bus cannot be read: ") + error.what());
      std::unique_lock lock(mutex_);
      wake_up_.wait_for(lock, std::chrono::milliseconds(500), [&] { return stopping_; });
      woken_ = true;  // whatever was committed meanwhile is read as soon as that is possible
    }
  }
}

void BusFeed::find_gaps(Id from, Id to, const std::set<Id>& present, Id next_transaction) {
  // a jump of the sequence (a restored database) is no row of gaps
  from = std::max(from, to - 100'000);
  for (Id id = from + 1; id < to; ++id)
    if (!present.contains(id)) gaps_.emplace(id, Gap{next_transaction, now()});
}

void BusFeed::read(bool sweep) {
  std::vector<Id> missing;
  for (const auto& [id, gap] : gaps_) missing.push_back(id);
  Sql query(
      "SELECT b.id, b.channel, b.message, extract(epoch FROM (now() at time zone 'UTC') - b.create_date), "
      "(pg_snapshot_xmin(s.snapshot))::text::bigint AS oldest, (pg_snapshot_xmax(s.snapshot))::text::bigint AS next, "
      "CASE WHEN b.channel LIKE '[%\"mail.channel\",%' THEN ARRAY(SELECT p.partner_id FROM mail_channel_partner p "
      "WHERE p.channel_id = substring(b.channel from '\"mail.channel\",([0-9]{1,9})\\]$')::int AND p.partner_id IS NOT "
      "NULL ORDER BY 1) END AS partners "
      "FROM (SELECT pg_current_snapshot() AS snapshot) s LEFT JOIN bus_bus b ON b.id > %s",
      {highest_});
  if (!missing.empty()) query += Sql(" OR b.id = ANY(%s::int[])", {missing});
  if (sweep && !recent_.empty())
    query += Sql(" OR (b.id > %s AND b.id <> ALL(%s::int[]))",
                 {highest_ - sweep_window, std::vector<Id>(recent_.begin(), recent_.end())});
  query += Sql(" ORDER BY b.id");
  std::vector<std::shared_ptr<BusEntry>> fresh;
  Id oldest = 0, next = 0;
  bridge::in_transaction(
      *pool_,
      [&](bridge::Transaction& transaction) {
        fresh.clear();
        for (const bridge::Row row : transaction.execute(query)) {
          oldest = row[4].integer();
          next = row[5].integer();
          if (row[0].is_null()) continue;
          auto entry = std::make_shared<BusEntry>();
          entry->id = row[0].integer();
          entry->channel = row[1].str();
          entry->message = row[2].str();
          entry->age = row[3].number();
          if (!row[6].is_null()) {
            // most messages go to a channel whose listeners have not changed since the last
            auto& known = listeners_[entry->channel];
            Ids partners = row[6].ids();
            if (!known || *known != partners) known = std::make_shared<const std::vector<Id>>(std::move(partners));
            entry->partners = known;
          }
          fresh.push_back(std::move(entry));
        }
      },
      bridge::Transaction::Mode::read_only);
  if (listeners_.size() > 10'000) listeners_.clear();

  std::set<Id> present;
  Id highest = highest_;
  std::uint64_t late = 0;
  for (const auto& entry : fresh) {
    present.insert(entry->id);
    highest = std::max(highest, entry->id);
    if (entry->id < highest_) ++late;
    gaps_.erase(entry->id);
    recent_.insert(entry->id);
  }
  // a gap is closed when every transaction that ran when it was noticed has ended without its row
  std::erase_if(gaps_, [&](const auto& gap) {
    return gap.second.transaction <= oldest && now() - gap.second.seen_at > gap_patience;
  });
  if (highest > highest_) find_gaps(highest_, highest, present, next);
  highest_ = highest;
  if (recent_.size() > 2 * static_cast<std::size_t>(sweep_window))
    std::erase_if(recent_, [&](Id id) { return id <= highest_ - sweep_window; });
  {
    const std::lock_guard lock(mutex_);
    ++counters_.reads;
    counters_.entries += fresh.size();
    counters_.late += late;
    counters_.gaps = gaps_.size();
    for (auto& entry : fresh) {
      entry->position = ++position_;
      ring_.push_back(entry);
      positions_[entry->id] = position_;
    }
    while (ring_.size() > ring_size) {
      positions_.erase(ring_.front()->id);
      ring_.pop_front();
    }
  }
  if (!fresh.empty()) on_entries_(BusEntries(fresh.begin(), fresh.end()));
}

BusEntries BusFeed::after(std::uint64_t position, bool& complete) const {
  const std::lock_guard lock(mutex_);
  BusEntries out;
  complete = ring_.empty() ? position >= position_ : ring_.front()->position <= position + 1;
  auto from = std::upper_bound(ring_.begin(), ring_.end(), position,
                               [](std::uint64_t value, const auto& entry) { return value < entry->position; });
  out.assign(from, ring_.end());
  return out;
}

std::uint64_t BusFeed::position_of(Id id) const {
  const std::lock_guard lock(mutex_);
  const auto found = positions_.find(id);
  return found == positions_.end() ? 0 : found->second;
}

std::uint64_t BusFeed::last_position() const {
  const std::lock_guard lock(mutex_);
  return position_;
}

BusFeed::Counters BusFeed::counters() const {
  const std::lock_guard lock(mutex_);
  return counters_;
}

}  // namespace chatterd
