#include "rpc/backend/seen.hpp"

namespace chatterd::rpc {

namespace {

constexpr std::size_t most_clients = 100'000;  // beyond it all are unknown again

}  // namespace

void Seen::note(const std::string& client) {
  const std::lock_guard lock(mutex_);
  if (last_.size() >= most_clients && !last_.contains(client)) last_.clear();
  last_[client] = Clock::now();
}

std::optional<Seen::Clock::time_point> Seen::last(const std::string& client) const {
  const std::lock_guard lock(mutex_);
  const auto found = last_.find(client);
  return found == last_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace chatterd::rpc
