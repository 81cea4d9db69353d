#include "rpc/routes/poll_sessions.hpp"

#include "models/engine/orm/shared_caches.hpp"

namespace chatterd::rpc {
namespace {

// A session that was good is believed for a while, less than the time for which a poll that is
// parked is.
constexpr auto session_memory = std::chrono::seconds(10);
constexpr std::size_t most_sessions = 100'000;

}  // namespace

Id PollSessions::partner_of(Call& call, Id uid) {
  const Session& session = call.session;
  const std::string key = session.sid + "/" + std::to_string(uid);
  const std::uint64_t drops = engine_.cache_drops();
  {
    const std::lock_guard lock(mutex_);
    const auto known = known_.find(key);
    if (known != known_.end() && known->second.until > std::chrono::steady_clock::now() &&
        known->second.drops == drops && known->second.token == session.token)
      return known->second.partner;
  }
  if (!call.trusted || call.hearsay) call.backend().check(call.caller());
  const Id partner =
      engine_
          .run_sudo([&](const Env& env) -> Value { return env.user_info(uid)->partner_id; },
                    &call.statements)
          .get<Id>();
  const std::lock_guard lock(mutex_);
  if (known_.size() >= most_sessions) known_.clear();
  known_[key] = {partner, session.token, std::chrono::steady_clock::now() + session_memory, drops};
  return partner;
}

}  // namespace chatterd::rpc
