// When each client was last shown something, or did something: a standby that has all from before
// then shows it nothing older. Thread-safe.
#pragma once
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace chatterd::rpc {

class Seen {
 public:
  using Clock = std::chrono::steady_clock;

  void note(const std::string& client);
  // None of a client that is not known here: what it was shown elsewhere, nobody knows.
  std::optional<Clock::time_point> last(const std::string& client) const;

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Clock::time_point> last_;  // guarded by mutex_
};

}  // namespace chatterd::rpc
