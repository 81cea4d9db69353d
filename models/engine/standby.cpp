// Marks on the primary's log, and how far the standby has come along them.
//
// What is committed before a mark is made has its record before the mark's position, so a standby
// that has replayed up to there shows it. Nothing is asked when a call comes: a client is served
// there when the last that it was shown, or did, lies before the newest mark that is reached.
#include "models/engine/standby.hpp"

#include <optional>
#include <stdexcept>

#include "bridge/postgres/transaction.hpp"
#include "models/engine/log.hpp"

namespace chatterd {

using bridge::Transaction;

namespace {

constexpr std::chrono::milliseconds between_looks{100};
// A standby that is further behind serves nobody: who has only looked for a while wants to see what
// others did meanwhile.
constexpr std::chrono::seconds furthest_behind{5};
// A change is signalled a moment before it is committed, so that what is remembered of users and
// rights may be of before it: it is kept for so long only.
constexpr std::chrono::seconds caches_last{5};
// Of a standby that stands still. The oldest are those that it reaches first.
constexpr std::size_t most_marks = 1000;

}  // namespace

Standby::Standby(std::shared_ptr<bridge::Pool> primary, std::shared_ptr<bridge::Pool> standby)
    : primary_(std::move(primary)), standby_(std::move(standby)) {
  thread_ = std::thread([this] { watch(); });
}

Standby::~Standby() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  ending_soon_.notify_all();
  thread_.join();
}

void Standby::watch() {
  bool told = false;
  std::unique_lock lock(mutex_);
  do {
    lock.unlock();
    try {
      look();
      told = false;
    } catch (const std::exception& error) {
      if (!told) log_warning(std::string("the standby is not read from: ") + error.what());
      told = true;
    }
    lock.lock();
  } while (!ending_soon_.wait_for(lock, between_looks, [&] { return ending_; }));
}

void Standby::look() {
  Mark mark{.moment = Clock::now(), .position = 0, .generations = {}};
  bridge::in_transaction(
      *primary_,
      [&](Transaction& transaction) {
        const bridge::Result row = transaction.execute(R"sql(
            SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint, r.last_value, c.last_value
            FROM base_registry_signaling r, base_cache_signaling c)sql");
        mark.position = row[0][0].integer();
        mark.generations = {row[0][1].integer(), row[0][2].integer()};
      },
      Transaction::Mode::read_only);
  if (marks_.size() < most_marks) marks_.push_back(mark);
  std::optional<std::int64_t> replayed;
  bridge::in_transaction(
      *standby_,
      [&](Transaction& transaction) {
        const bridge::Result row = transaction.execute(R"sql(
            SELECT (pg_last_wal_replay_lsn() - '0/0')::bigint WHERE pg_is_in_recovery())sql");
        if (!row.empty() && !row[0][0].is_null()) replayed = row[0][0].integer();
      },
      Transaction::Mode::read_only);
  if (!replayed) throw std::runtime_error("it is no standby");
  const std::lock_guard lock(mutex_);
  while (!marks_.empty() && marks_.front().position <= *replayed) {
    reach(marks_.front());
    marks_.pop_front();
  }
}

void Standby::reach(const Mark& mark) {
  complete_until_ = mark.moment;
  const bool changed = mark.generations != signalled_;
  if (!changed && mark.moment < renewed_ + caches_last) return;
  signalled_ = mark.generations;
  renewed_ = mark.moment;
  generations_ = {mark.generations.registry, generations_.caches + 1};
}

bool Standby::has(Clock::time_point moment) const {
  const std::lock_guard lock(mutex_);
  return moment < complete_until_ && Clock::now() < complete_until_ + furthest_behind;
}

Generations Standby::generations() const {
  const std::lock_guard lock(mutex_);
  return generations_;
}

double Standby::lag() const {
  const std::lock_guard lock(mutex_);
  return std::chrono::duration<double>(Clock::now() - complete_until_).count();
}

}  // namespace chatterd
