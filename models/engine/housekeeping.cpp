// The rounds of housekeeping.
#include "models/engine/housekeeping.hpp"

#include <chrono>

#include "models/engine/log.hpp"
#include "models/engine/orm/records.hpp"

namespace chatterd {
namespace {

constexpr std::chrono::minutes first_round{10}, interval{60};
constexpr Id lock_key = 0x63686174;  // any number that only this uses

}  // namespace

bool keep_house(Engine& engine) {
  return truthy(engine.run_aside([](const Env& env) -> Value {
    const bool ours = env.cr()
                          .execute(bridge::Sql(R"sql(
                              SELECT pg_try_advisory_xact_lock(%s)
                                AND NOT EXISTS (SELECT FROM ir_cron WHERE active))sql",
                                               {lock_key}))[0][0]
                          .boolean();
    if (!ours) return false;
    env["mail.mail"].call("process_email_queue");
    env["mail.notification"].call("_gc_notifications");
    env["mail.thread"].call("_garbage_collect_attachments");
    env["bus.bus"].call("gc");
    return true;
  }));
}

Housekeeping::Housekeeping(Engine& engine) : engine_(engine) {
  thread_ = std::thread([this] {
    std::unique_lock lock(mutex_);
    auto next = std::chrono::steady_clock::now() + first_round;
    while (!ending_soon_.wait_until(lock, next, [&] { return ending_; })) {
      lock.unlock();
      try {
        keep_house(engine_);
      } catch (const std::exception& error) {
        log_warning(std::string("housekeeping failed: ") + error.what());
      }
      next = std::chrono::steady_clock::now() + interval;
      lock.lock();
    }
  });
}

Housekeeping::~Housekeeping() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  ending_soon_.notify_all();
  thread_.join();
}

}  // namespace chatterd
