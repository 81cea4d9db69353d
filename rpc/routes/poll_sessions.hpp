// Sessions that were checked a moment ago: a poll follows the other, and each check would cost
// statements.
#pragma once
#include <chrono>
#include <mutex>
#include <string>
#include <unordered_map>

#include "models/engine/engine.hpp"
#include "rpc/routes/call.hpp"

namespace chatterd::rpc {

class PollSessions {
 public:
  explicit PollSessions(Engine& engine) : engine_(engine) {}
  // The partner of the user whose session it is; throws SessionExpired when it does not hold any
  // more.
  Id partner_of(Call& call, Id uid);

 private:
  struct Known {
    Id partner;
    std::string token;
    std::chrono::steady_clock::time_point until;
    // of the caches, which are dropped when a password changes or a user is archived
    std::uint64_t drops;
  };
  Engine& engine_;
  std::mutex mutex_;
  std::unordered_map<std::string, Known> known_;  // guarded by mutex_
};

}  // namespace chatterd::rpc
