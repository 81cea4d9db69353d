// A hot standby of the database, and up to which moment it has what the primary had.
#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "bridge/postgres/pool.hpp"
#include "models/engine/generations.hpp"

namespace chatterd {

class Standby {
 public:
  using Clock = std::chrono::steady_clock;

  // Starts to look at both, several times a second, as long as it lives.
  Standby(std::shared_ptr<bridge::Pool> primary, std::shared_ptr<bridge::Pool> standby);
  ~Standby();
  Standby(const Standby&) = delete;
  Standby& operator=(const Standby&) = delete;

  // Whether all that was committed before `moment` can be read there, and it is not far behind.
  bool has(Clock::time_point moment) const;
  // Of the models and caches for transactions there. The sequences of a standby run ahead of its
  // rows, so these are the primary's of a position that is reached.
  Generations generations() const;
  double lag() const;  // seconds, as far as it is known
  const std::shared_ptr<bridge::Pool>& pool() const { return standby_; }

 private:
  // Where the primary's log was at a moment.
  struct Mark {
    Clock::time_point moment;
    std::int64_t position;
    Generations generations;
  };
  void watch();
  void look();
  void reach(const Mark& mark);  // under mutex_

  const std::shared_ptr<bridge::Pool> primary_, standby_;
  std::deque<Mark> marks_;  // not reached yet; of the thread

  mutable std::mutex mutex_;
  std::condition_variable ending_soon_;
  bool ending_ = false;                  // guarded by mutex_
  Clock::time_point complete_until_;     // guarded by mutex_
  Clock::time_point renewed_;            // guarded by mutex_: when the caches began anew
  Generations signalled_, generations_;  // guarded by mutex_: the primary's, and ours
  std::thread thread_;
};

}  // namespace chatterd
