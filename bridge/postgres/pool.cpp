// Connections are opened when first needed and lent out latest-used first, so that a quiet server
// keeps using the few whose statements are prepared and whose caches are warm.
#include "bridge/postgres/pool.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <vector>

#include "bridge/postgres/connection.hpp"
#include "bridge/postgres/pooler.hpp"

namespace chatterd::bridge {
namespace {

class PoolOfConnections final : public Pool {
 public:
  PoolOfConnections(std::string dsn, std::size_t size, std::string name)
      : dsn_(std::move(dsn)), name_(std::move(name)), size_(size == 0 ? 1 : size) {}

  std::shared_ptr<Connection> acquire(std::chrono::milliseconds wait) override {
    const auto until = Clock::now() + wait;
    std::unique_ptr<Connection> connection;
    while (!connection) {
      connection = take(wait, until);
      try {
        if (!connection)
          connection = open();
        else if (!connection->alive())
          connection->reconnect();
      } catch (const ConnectionLost&) {
        give_back(std::move(connection));
        // PostgreSQL may have no more to give (53300): then one of our own will do
        if (!wait_for_own(until)) throw;
      } catch (...) {
        give_back(std::move(connection));
        throw;
      }
    }
    auto self = std::static_pointer_cast<PoolOfConnections>(shared_from_this());
    return {connection.release(),
            [self](Connection* lent) { self->give_back(std::unique_ptr<Connection>(lent)); }};
  }

  std::string dsn() const override { return dsn_; }

  std::string database() const override {
    {
      const std::lock_guard lock(mutex_);
      if (!database_.empty()) return database_;
    }
    // Only libpq knows all the places the name can come from, so ask a connection.
    auto name = const_cast<PoolOfConnections*>(this)->acquire(std::chrono::seconds(30))->database();
    const std::lock_guard lock(mutex_);
    database_ = name;
    return name;
  }

  Stats stats() const override {
    const std::lock_guard lock(mutex_);
    return {size_, idle_.size() + busy_, busy_, waiting_, statements_};
  }

 private:
  using Clock = std::chrono::steady_clock;

  // An idle connection, or null for the right to open one.
  std::unique_ptr<Connection> take(std::chrono::milliseconds wait, Clock::time_point until) {
    std::unique_lock lock(mutex_);
    ++waiting_;
    const bool free = returned_.wait_until(lock, until, [&] { return busy_ < size_; });
    --waiting_;
    if (!free)
      throw ConnectionLost("all " + std::to_string(size_) +
                           " database connections stayed busy for " + std::to_string(wait.count()) +
                           " ms");
    ++busy_;
    if (idle_.empty()) return nullptr;
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    ++lent_;
    return connection;
  }

  std::unique_ptr<Connection> open() {
    auto made = std::make_unique<Connection>(dsn_, name_);
    if (made->is_pooled() && !kept_) {
      check_sessions(dsn_);
      kept_ = true;
    }
    const std::lock_guard lock(mutex_);
    ++lent_;
    return made;
  }

  // A connection could not be opened. Waits for one that comes back, or a while before the next
  // attempt; false when the time is over or when none is out that could come back.
  bool wait_for_own(Clock::time_point until) {
    constexpr auto between_attempts = std::chrono::milliseconds(200);
    std::unique_lock lock(mutex_);
    if (idle_.empty() && lent_ == 0) return false;
    ++waiting_;
    returned_.wait_until(lock, std::min(until, Clock::now() + between_attempts),
                         [&] { return !idle_.empty(); });
    --waiting_;
    return Clock::now() < until;
  }

  void give_back(std::unique_ptr<Connection> connection) {
    const bool keep = connection && connection->usable();
    {
      const std::lock_guard lock(mutex_);
      --busy_;
      if (connection) {
        --lent_;
        statements_ += connection->take_statement_count();
      }
      if (keep) idle_.push_back(std::move(connection));
    }
    returned_.notify_all();
  }

  // Constant after construction.
  const std::string dsn_, name_;
  const std::size_t size_;

  std::atomic<bool> kept_ = false;  // a pooler is there, and keeps sessions

  mutable std::mutex mutex_;
  std::condition_variable returned_;
  // Guarded by mutex_.
  std::vector<std::unique_ptr<Connection>> idle_;
  std::size_t busy_ = 0, waiting_ = 0;
  std::size_t lent_ = 0;  // connections that are out, without those that are being opened
  std::uint64_t statements_ = 0;
  mutable std::string database_;
};

}  // namespace

std::shared_ptr<Pool> Pool::create(std::string dsn, std::size_t size, std::string name) {
  return std::make_shared<PoolOfConnections>(std::move(dsn), size, std::move(name));
}

}  // namespace chatterd::bridge
