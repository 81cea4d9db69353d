// Who polls is online. Who comes, or comes back, is written at once; that somebody is still there
// is collected and written for all together.
#pragma once
#include <chrono>
#include <mutex>
#include <unordered_map>

#include "models/engine/engine.hpp"

namespace chatterd::rpc {

class PollPresence {
 public:
  explicit PollPresence(Engine& engine) : engine_(engine) {}
  // This user polls now and was last active `inactivity` milliseconds ago. Statements that this
  // costs at once are counted in `statements`.
  void note(Id uid, Id inactivity, std::size_t* statements);
  // Writes what was collected, when it is time: to be called about once a second.
  void write_due();

 private:
  using Clock = std::chrono::steady_clock;
  struct Present {
    Clock::time_point written;
    bool away = false;
  };
  Engine& engine_;
  std::mutex mutex_;
  std::unordered_map<Id, Present> present_;  // what was written last; guarded by mutex_
  std::unordered_map<Id, Id> to_write_;      // uid → inactivity; guarded by mutex_
  Clock::time_point due_;                    // guarded by mutex_
};

}  // namespace chatterd::rpc
