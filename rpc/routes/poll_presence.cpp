#include "rpc/routes/poll_presence.hpp"

#include <exception>

#include "models/modules/bus/presence.hpp"

namespace chatterd::rpc {
namespace {

// Presence is precise to this, and written for all together; others see a user offline 65 s after
// the last poll.
constexpr auto presence_pause = std::chrono::seconds(5);
constexpr auto presence_memory = std::chrono::seconds(60);
constexpr Id away_after = 1800 * 1000;  // milliseconds without activity (bus_presence.AWAY_TIMER)

}  // namespace

void PollPresence::note(Id uid, Id inactivity, std::size_t* statements) {
  {
    const std::lock_guard lock(mutex_);
    const auto known = present_.find(uid);
    const bool away = inactivity > away_after;
    if (known != present_.end() && known->second.away == away &&
        Clock::now() - known->second.written < presence_memory) {
      to_write_[uid] = inactivity;
      return;
    }
    present_[uid] = {Clock::now(), away};
    to_write_.erase(uid);
  }
  // who has just come, or come back, is to be seen at once
  engine_.run_sudo(
      [&](const Env& env) {
        update_presences(env, {{uid, inactivity}});
        return Value();
      },
      statements);
}

void PollPresence::write_due() {
  std::vector<std::pair<Id, Id>> presence;
  {
    const std::lock_guard lock(mutex_);
    const auto now = Clock::now();
    if (now < due_) return;
    presence.assign(to_write_.begin(), to_write_.end());
    to_write_.clear();
    for (const auto& [uid, inactivity] : presence) present_[uid] = {now, inactivity > away_after};
    due_ = now + presence_pause;
  }
  if (presence.empty()) return;
  try {
    engine_.run_sudo([&](const Env& env) {
      update_presences(env, presence);
      return Value();
    });
  } catch (const std::exception&) {
    // the next polls bring it again: presence is not worth an error
  }
}

}  // namespace chatterd::rpc
