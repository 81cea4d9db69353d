// Reading bus_bus in BusOrder's order, and what is recent of it in memory.
#include "models/modules/bus/bus_feed.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "bridge/postgres/connection.hpp"
#include "models/engine/log.hpp"
#include "models/modules/bus/bus_json.hpp"

namespace chatterd {
namespace {

using bridge::Sql;
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
// Python's own reader gives up near a thousand.
constexpr int deepest_message = 500;

// No client can listen to this channel or write to it, and Odoo's ORM writes no row without
// create_uid.
constexpr const char* is_milestone =
    "(create_uid IS NULL AND channel = '[\"chatterd\",\"milestone\"]')";
// The lock that readers share, in PostgreSQL's space of two numbers.
constexpr const char* lock_key = "1667326068, 1";

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string joined(const std::vector<Id>& ids) {
  std::string text;
  for (const Id id : ids) {
    if (!text.empty()) text += ',';
    text += std::to_string(id);
  }
  return text;
}

// The numbers of "[1,2,3]".
std::vector<Id> listed(std::string_view message) {
  std::vector<Id> ids;
  const char* at = message.data();
  for (const char* const end = at + message.size(); at < end;) {
    Id id = 0;
    const auto [after, error] = std::from_chars(at, end, id);
    if (error == std::errc()) ids.push_back(id);
    at = error == std::errc() ? after : at + 1;
  }
  return ids;
}

BusOrder::Holders words(std::string_view text) {
  BusOrder::Holders out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) out.emplace(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

// JSON as it goes into answers, unread; what somebody wrote that is none, or that no client could
// read, becomes null.
std::string checked_json(std::string_view text) {
  return is_json(text, deepest_message) ? std::string(text) : "null";
}

// The message that was checked last: most go to several channels.
struct Checked {
  std::string given, text;
  const std::string& of(std::string_view message) {
    if (text.empty() || given != message) {
      text = checked_json(message);
      given = message;
    }
    return text;
  }
};

std::shared_ptr<BusEntry> entry_of(Id id, std::string channel, std::string_view message,
                                   Checked& checked) {
  auto entry = std::make_shared<BusEntry>();
  entry->id = id;
  entry->text = "\"channel\":" + checked_json(channel) + ",\"message\":" + checked.of(message);
  entry->channel = std::move(channel);
  return entry;
}

// The number of ["db","model",number], 0 when it is another channel.
Id number_of(std::string_view channel, std::string_view prefix) {
  if (!channel.starts_with(prefix) || !channel.ends_with(']')) return 0;
  channel.remove_prefix(prefix.size());
  Id id = 0;
  const auto [end, error] =
      std::from_chars(channel.data(), channel.data() + channel.size() - 1, id);
  return error == std::errc() && end == channel.data() + channel.size() - 1 ? id : 0;
}

Milestones milestones_of(const bridge::Result& rows) {
  Milestones out;
  for (const bridge::Row row : rows) {
    const std::vector<Id> open = listed(row[1].text());
    out[row[0].integer()] = {open.begin(), open.end()};
  }
  return out;
}

// Those that say what is late at a place: the last one up to there, and all behind it.
std::string milestones_from(Id place) {
  const std::string text = std::to_string(place);
  return std::string("SELECT id, message FROM bus_bus WHERE ") + is_milestone +
         " AND id >= (SELECT coalesce(max(id), 0) FROM bus_bus WHERE " + is_milestone +
         " AND id <= " + text + ") ORDER BY id";
}

}  // namespace

BusFeed::BusFeed(std::shared_ptr<bridge::Pool> pool,
                 std::function<void(const BusEntries&)> on_entries,
                 std::function<void(std::uint64_t)> on_read, std::function<bool()> hears_channels)
    : pool_(std::move(pool)),
      on_entries_(std::move(on_entries)),
      on_read_(std::move(on_read)),
      hears_channels_(std::move(hears_channels)) {
  const std::string prefix = "[" + Value(pool_->database()).dump(-1, ' ', true) + ",\"";
  for (const char* model : personal_channels) personal_prefixes_.push_back(prefix + model + "\",");
  channel_prefix_ = prefix + "mail.channel\",";
}

BusFeed::~BusFeed() { stop(); }

void BusFeed::start() {
  const auto connection = pool_->acquire();
  const bridge::Result stand =
      connection->execute(Sql(R"sql(
          SELECT coalesce((SELECT min(id) FROM (SELECT id, create_date FROM bus_bus ORDER BY id
              DESC LIMIT %s) r WHERE create_date > (now() at time zone 'UTC') - %s * interval
              '1 second'), (SELECT last_value FROM bus_bus_id_seq) + 1))sql",
                              {static_cast<Id>(ring_size) - 2 * recent_ids, recent_seconds}));
  const Id from = std::max<Id>(0, stand[0][0].integer() - 1 - recent_ids);
  order_ = std::make_unique<BusOrder>(
      from, milestones_of(connection->execute(Sql(milestones_from(from)))));
  floor_ = from;
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

// What is new, in one message to the server: the lock is held for as long as the statement behind
// it takes. Columns: id, channel, message, milestone, age; who may bring what is missing, if asked
// for.
bridge::Result BusFeed::ask_table(bool with_holders) const {
  const std::vector<Id> missing = order_->missing();
  const auto connection = pool_->acquire();
  if (!with_holders && missing.empty()) {
    static const Sql begin("BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY"), commit("COMMIT");
    static const Sql lock =
        Sql::hot(std::string("SELECT pg_advisory_xact_lock_shared(") + lock_key + ")");
    static const std::string text =
        std::string("SELECT id, channel, message, ") + is_milestone +
        ", extract(epoch FROM (now() at time zone 'UTC') - create_date) "
        "FROM bus_bus WHERE id > %s::int ORDER BY id";
    const Sql rows = Sql::hot(text, {order_->highest()});
    try {
      return connection->execute_together({&begin, &lock, &rows, &commit})[2];
    } catch (const bridge::SqlError&) {
      connection->command("ROLLBACK");
      throw;
    }
  }
  std::string rows = "SELECT id, channel, message, create_date, " + std::string(is_milestone) +
                     " AS milestone FROM bus_bus WHERE id > " + std::to_string(order_->highest());
  if (!missing.empty())
    rows += " UNION ALL SELECT id, channel, message, create_date, " + std::string(is_milestone) +
            " FROM bus_bus WHERE id = ANY('{" + joined(missing) + "}'::int[])";
  // Writers lock the table before they take an id, and let it go after their rows can be seen. This
  // is looked at after the snapshot was taken: who is missing here has shown his rows to the next
  // one.
  const std::string holders =
      with_holders ? "(SELECT coalesce(string_agg(virtualtransaction, ' '), '') FROM pg_locks "
                     "WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND relation = "
                     "'bus_bus'::regclass AND database = (SELECT oid FROM pg_database WHERE "
                     "datname = current_database()))"
                   : "NULL";
  return connection->execute(Sql(
      "SET TRANSACTION ISOLATION LEVEL READ COMMITTED READ ONLY; SELECT "
      "pg_advisory_xact_lock_shared(" +
      std::string(lock_key) +
      "); SELECT b.id, b.channel, b.message, b.milestone, extract(epoch FROM (now() at time zone "
      "'UTC') - b.create_date), h.holders FROM (SELECT " +
      holders + " AS holders) h LEFT JOIN (" + rows + ") b ON true ORDER BY b.id"));
}

void BusFeed::read(bool with_holders) {
  const bool historic = !thread_.joinable();
  if (with_holders) holders_asked_ = now();
  const bridge::Result result = ask_table(with_holders);

  std::vector<BusOrder::Row> seen;
  std::uint64_t late = 0;
  Checked checked;
  for (const bridge::Row row : result) {
    if (row[0].is_null()) break;
    const Id id = row[0].integer();
    if (id < order_->highest()) ++late;
    seen.push_back({id, std::nullopt});
    if (row[3].boolean()) {
      seen.back().open = listed(row[2].text());
      continue;
    }
    auto entry = entry_of(id, row[1].str(), row[2].text(), checked);
    entry->since = historic ? now() - row[4].number() : now();
    unsettled_[id] = std::move(entry);
  }
  std::optional<BusOrder::Holders> held;
  if (with_holders) held = words(result[0][5].text());
  std::vector<EntryPtr> fresh;
  for (const auto& [id, place] : order_->read(seen, held, now())) {
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
    if (const Id channel = number_of(entry->channel, channel_prefix_); channel != 0) {
      entry->discuss_channel = channel;
      channels[channel].push_back(entry.get());
      continue;
    }
    Id partner = 0;
    for (const std::string& personal : personal_prefixes_)
      if (partner == 0) partner = number_of(entry->channel, personal);
    if (partner != 0) entry->partners = std::make_shared<const std::vector<Id>>(1, partner);
  }
  if (channels.empty() || (hears_channels_ && !hears_channels_())) return;
  std::vector<Id> ids;
  for (const auto& [id, heard] : channels) ids.push_back(id);
  const bridge::Result members = pool_->acquire()->execute(Sql::hot(R"sql(
          SELECT channel_id, array_agg(partner_id ORDER BY partner_id)
          FROM mail_channel_partner
          WHERE channel_id = ANY(%s::int[])
            AND partner_id IS NOT NULL
          GROUP BY channel_id)sql",
                                                                    {ids}));
  if (listeners_.size() > 10'000) listeners_.clear();
  for (const bridge::Row row : members) {
    // most messages go to a channel whose listeners have not changed since the last
    auto& known = listeners_[row[0].integer()];
    Ids partners = row[1].ids();
    if (!known || *known != partners)
      known = std::make_shared<const std::vector<Id>>(std::move(partners));
    for (BusEntry* entry : channels[row[0].integer()]) entry->partners = known;
  }
}

void BusFeed::write_milestone() {
  const auto connection = pool_->acquire();
  try {
    // Alone: no reader is between its snapshot and ours. One that hangs is not waited for, and
    // neither are we.
    const bridge::Result newer = connection->execute(
        Sql("BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '1s'; SET LOCAL "
            "idle_in_transaction_session_timeout = '5s'; SELECT pg_advisory_xact_lock(" +
            std::string(lock_key) + "); SELECT id FROM bus_bus WHERE " + is_milestone +
            " AND id > " + std::to_string(order_->last_milestone()) + " LIMIT 1"));
    if (!newer.empty()) return connection->command("ROLLBACK");
    const Id milestone = connection->execute("SELECT nextval('bus_bus_id_seq')")[0][0].integer();
    std::set<Id> visible;
    for (const Id id :
         connection
             ->execute(Sql("SELECT id FROM bus_bus WHERE id > %s OR id = ANY(%s::int[])",
                           {order_->highest(), order_->missing()}))
             .ids())
      visible.insert(id);
    connection->execute(Sql(
        R"sql(
            INSERT INTO bus_bus (id, channel, message, create_date, write_date)
            VALUES (%s, '["chatterd","milestone"]', %s, now() at time zone 'UTC', now() at time
                zone 'UTC'))sql",
        {milestone, "[" + joined(order_->open_at(milestone, visible)) + "]"}));
    connection->command("COMMIT");
    const std::lock_guard lock(mutex_);
    ++counters_.milestones;
  } catch (const bridge::SqlError& error) {
    connection->command("ROLLBACK");
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

BusFeed::Members BusFeed::members(const Ids& channels, const Ids& partners) const {
  Members found;
  for (const bridge::Row row : pool_->acquire()->execute(Sql(R"sql(
          SELECT channel_id, partner_id
          FROM mail_channel_partner
          WHERE channel_id = ANY(%s::int[])
            AND partner_id = ANY(%s::int[]))sql",
                                                             {channels, partners})))
    found.emplace(row[0].integer(), row[1].integer());
  return found;
}

bool BusFeed::is_strange(Id last) {
  last_given_ = std::max(last_given_, order_->highest());
  if (last > last_given_)
    last_given_ =
        pool_->acquire()->execute("SELECT last_value FROM bus_bus_id_seq")[0][0].integer();
  return last > last_given_;
}

BusEntries BusFeed::recall(bridge::Transaction& transaction,
                           const std::vector<std::string>& channels, Id last, Id settled,
                           double seconds) {
  const Milestones milestones = milestones_of(transaction.execute(Sql(milestones_from(last))));
  Sql query("SELECT id, channel, message FROM bus_bus WHERE channel = ANY(%s::text[])", {channels});
  if (last == 0) {
    query +=
        Sql(" AND create_date > (now() at time zone 'UTC') - %s * interval '1 second'", {seconds});
  } else {
    // What is below `last` and has its place above is listed by the milestone before `last` or the
    // first one behind it.
    std::vector<Id> late;
    for (const auto& [milestone, open] : milestones) {
      late.insert(late.end(), open.begin(), open.end());
      if (milestone > last) break;
    }
    query += Sql(" AND (id > %s OR id = ANY(%s::int[]))", {last, late});
  }
  BusEntries out;
  Checked checked;
  for (const bridge::Row row : transaction.execute(query)) {
    const Id place = place_of(row[0].integer(), milestones);
    if (place <= last || place > settled) continue;
    auto entry = entry_of(row[0].integer(), row[1].str(), row[2].text(), checked);
    entry->place = place;
    out.push_back(std::move(entry));
  }
  return out;
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
