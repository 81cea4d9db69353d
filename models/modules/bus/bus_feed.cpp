// Reading bus_bus in BusOrder's order, and what is recent of it in memory.
#include "models/modules/bus/bus_feed.hpp"

#include <algorithm>
#include <chrono>

#include "models/engine/log.hpp"
#include "models/modules/bus/heard_channels.hpp"

namespace chatterd {
namespace {

using std::chrono::microseconds;

// Enough for a minute at a thousand messages a second, which is more than any poll stays away.
constexpr std::size_t ring_size = 65'536;
// What is read at the start: the rows of this many seconds, and this many ids before them for those
// that come late.
constexpr double recent_seconds = 60;
constexpr Id recent_ids = 2'000;
// How long rows wait for a smaller id, in seconds, before a milestone lets them pass.
constexpr double longest_hold = 0.05;
// Looks without being told, in case that somebody forgot to notify.
constexpr microseconds idle_pause = std::chrono::seconds(1);
constexpr microseconds first_pause{500}, longest_pause = std::chrono::milliseconds(10);
constexpr double refused_pause = 0.5;

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

BusFeed::BusFeed(std::shared_ptr<bridge::Pool> pool,
                 std::function<void(const BusEntries&)> on_entries,
                 std::function<void(std::uint64_t)> on_read, std::function<bool()> hears_channels)
    : table_(pool),
      on_entries_(std::move(on_entries)),
      on_read_(std::move(on_read)),
      hears_channels_(std::move(hears_channels)) {
  const std::string prefix = "[" + Value(pool->database()).dump(-1, ' ', true) + ",\"";
  for (const char* model : personal_channels) personal_prefixes_.push_back(prefix + model + "\",");
  channel_prefix_ = prefix + "mail.channel\",";
}

BusFeed::~BusFeed() { stop(); }

void BusFeed::start() {
  const BusTable::Start start =
      table_.start(static_cast<Id>(ring_size) - 2 * recent_ids, recent_ids, recent_seconds);
  order_ = std::make_unique<BusOrder>(start.from, start.milestones);
  floor_ = start.from;
  floor_time_ = now() - recent_seconds;
  // until what is there is in order; what takes longer is the thread's
  for (int reads = 0; reads < 3 && (reads == 0 || order_->blocked()); ++reads) read(reads > 0);
  thread_ = std::thread([this] { run(); });
}

void BusFeed::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_up_.notify_all();
  caught_up_.notify_all();
  if (thread_.joinable()) thread_.join();
}

std::uint64_t BusFeed::ask() {
  const std::lock_guard lock(mutex_);
  woken_ = true;
  wake_up_.notify_one();
  return ++asked_;
}

bool BusFeed::catch_up(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  woken_ = true;
  const std::uint64_t mine = ++asked_;
  wake_up_.notify_one();
  return caught_up_.wait_for(lock, patience, [&] { return done_ >= mine || stopping_; }) &&
         done_ >= mine;
}

microseconds BusFeed::pause() const {
  if (!order_->blocked()) return idle_pause;
  return std::min(longest_pause, first_pause * (1 << std::min(quick_reads_, 10)));
}

void BusFeed::run() {
  for (;;) {
    bool told = false;
    {
      std::unique_lock lock(mutex_);
      told = wake_up_.wait_for(lock, pause(), [&] { return woken_ || stopping_; });
      if (stopping_) return;
      woken_ = false;
      begun_ = asked_;
    }
    try {
      // who may hold missing ids is asked when somebody waits for them, and now and then
      const bool due = now() - holders_asked_ > 1;
      read(order_->gaps() > 0 && (order_->blocked() || !told || due));
      quick_reads_ = order_->blocked() ? quick_reads_ + 1 : 0;
      const bool needed = order_->has_late() ||
                          (order_->blocked() && now() - order_->blocked_since() > longest_hold);
      if (needed && now() > milestone_after_) {
        write_milestone();
        read(true);
      }
    } catch (const std::exception& error) {
      log_warning(std::string("the bus cannot be read: ") + error.what());
      milestone_after_ = now() + refused_pause;
      std::unique_lock lock(mutex_);
      wake_up_.wait_for(lock, std::chrono::milliseconds(500), [&] { return stopping_; });
      woken_ = true;  // whatever was committed meanwhile is read as soon as that is possible
    }
    std::uint64_t done = 0;
    {
      const std::lock_guard lock(mutex_);
      if (!order_->blocked()) done_ = begun_;
      done = done_;
    }
    caught_up_.notify_all();
    if (on_read_) on_read_(done);
  }
}

void BusFeed::read(bool with_holders) {
  const bool historic = !thread_.joinable();
  if (with_holders) holders_asked_ = now();
  BusTable::News news = table_.news(*order_, with_holders);
  const auto late = static_cast<std::uint64_t>(
      std::count_if(news.rows.begin(), news.rows.end(),
                    [&](const BusOrder::Row& row) { return row.id < order_->highest(); }));
  for (auto& [entry, age] : news.entries) {
    entry->since = historic ? now() - age : now();
    if (!historic) entry->delay = std::max(0.0, age);
    unsettled_[entry->id] = std::move(entry);
  }
  std::vector<EntryPtr> fresh;
  for (const auto& [id, place] : order_->read(news.rows, news.holders, now())) {
    const auto entry = unsettled_.extract(id);
    entry.mapped()->place = place;
    fresh.push_back(entry.mapped());
  }
  find_listeners(fresh);
  {
    const std::lock_guard lock(mutex_);
    ++counters_.reads;
    counters_.entries += fresh.size();
    counters_.late += late;
    counters_.gaps = order_->gaps();
    for (const EntryPtr& entry : fresh)
      if (entry->delay >= 0)
        counters_.lag_sum += counters_.lag = entry->delay + now() - entry->since;
    settled_ = order_->settled();
    ring_.insert(ring_.end(), fresh.begin(), fresh.end());
    for (; ring_.size() > ring_size; ring_.pop_front()) {
      floor_ = ring_.front()->place;
      floor_time_ = std::max(floor_time_, ring_.front()->since);
    }
  }
  if (!fresh.empty()) on_entries_(BusEntries(fresh.begin(), fresh.end()));
}

// Who hears a channel is read when it is delivered: who has joined meanwhile is told as well, and
// who has left is not.
void BusFeed::find_listeners(const std::vector<EntryPtr>& entries) {
  std::unordered_map<Id, std::vector<BusEntry*>> channels;
  for (const EntryPtr& entry : entries) {
    if (const Id channel = channel_number(entry->channel, channel_prefix_); channel != 0) {
      entry->discuss_channel = channel;
      channels[channel].push_back(entry.get());
      continue;
    }
    Id partner = 0;
    for (const std::string& personal : personal_prefixes_)
      if (partner == 0) partner = channel_number(entry->channel, personal);
    if (partner != 0) entry->partners = std::make_shared<const std::vector<Id>>(1, partner);
  }
  if (channels.empty() || (hears_channels_ && !hears_channels_())) return;
  std::vector<Id> ids;
  for (const auto& [id, heard] : channels) ids.push_back(id);
  if (listeners_.size() > 10'000) listeners_.clear();
  for (auto& [channel, partners] : table_.listeners(ids)) {
    // most messages go to a channel whose listeners have not changed since the last
    auto& known = listeners_[channel];
    if (!known || *known != partners)
      known = std::make_shared<const std::vector<Id>>(std::move(partners));
    for (BusEntry* entry : channels[channel]) entry->partners = known;
  }
}

void BusFeed::write_milestone() {
  try {
    if (!table_.write_milestone(*order_)) return;
    const std::lock_guard lock(mutex_);
    ++counters_.milestones;
  } catch (const bridge::SqlError& error) {
    milestone_after_ = now() + refused_pause;
    log_warning(std::string("a milestone of the bus cannot be written: ") + error.what());
  }
}

std::optional<BusEntries> BusFeed::after(Id last, const Wanted& wanted) const {
  const std::lock_guard lock(mutex_);
  if (last < floor_) return std::nullopt;
  const auto from =
      std::upper_bound(ring_.begin(), ring_.end(), last,
                       [](Id place, const auto& entry) { return place < entry->place; });
  BusEntries out;
  std::copy_if(from, ring_.end(), std::back_inserter(out),
               [&](const auto& entry) { return wanted(*entry); });
  return out;
}

std::optional<BusEntries> BusFeed::young(double seconds, const Wanted& wanted) const {
  const double oldest = now() - seconds;
  const std::lock_guard lock(mutex_);
  if (oldest < floor_time_) return std::nullopt;
  BusEntries out;
  std::copy_if(ring_.begin(), ring_.end(), std::back_inserter(out),
               [&](const auto& entry) { return entry->since > oldest && wanted(*entry); });
  return out;
}

bool BusFeed::remembers(Id last, double seconds) const {
  const double oldest = now() - seconds;
  const std::lock_guard lock(mutex_);
  return last == 0 ? oldest >= floor_time_ : last >= floor_;
}

Ids BusFeed::channels_after(Id last) const {
  std::set<Id> found;
  {
    const std::lock_guard lock(mutex_);
    const auto from =
        std::upper_bound(ring_.begin(), ring_.end(), last,
                         [](Id place, const auto& entry) { return place < entry->place; });
    for (auto entry = from; entry != ring_.end(); ++entry)
      if ((*entry)->discuss_channel != 0) found.insert((*entry)->discuss_channel);
  }
  return {found.begin(), found.end()};
}

bool BusFeed::is_strange(Id last) {
  last_given_ = std::max(last_given_, order_->highest());
  if (last > last_given_) last_given_ = table_.last_given();
  return last > last_given_;
}

Id BusFeed::settled() const {
  const std::lock_guard lock(mutex_);
  return settled_;
}

BusFeed::Counters BusFeed::counters() const {
  const std::lock_guard lock(mutex_);
  return counters_;
}

}  // namespace chatterd
