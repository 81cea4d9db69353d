// The rounds of housekeeping.
#include "models/engine/housekeeping.hpp"

#include <chrono>
#include <set>

#include "bridge/files/filestore.hpp"
#include "bridge/postgres/pool.hpp"
#include "bridge/postgres/short_work.hpp"
#include "models/engine/log.hpp"
#include "models/engine/orm/records.hpp"

namespace chatterd {
namespace {

constexpr std::chrono::minutes first_round{10}, interval{60};
constexpr Id lock_key = 0x63686174;  // any number that only this uses

// Longer than any request may take: a file is written before the row that names it.
constexpr std::chrono::hours files_wait{1};

// ir.attachment _file_gc, with the lock that it takes: nobody adds a row while it looks. Whoever
// writes attachments goes first, so that it comes again an hour later.
void remove_unused_files(Engine& engine) {
  if (engine.filestore_folder().empty()) return;
  bridge::Transaction transaction(engine.pool().acquire(std::chrono::seconds(30)));
  bridge::read_committed(transaction);  // the rows as they are when the lock is there
  transaction.execute("SET LOCAL lock_timeout = '5s'");
  transaction.execute("LOCK ir_attachment IN SHARE MODE");
  bridge::Filestore(engine.filestore_folder())
      .collect(files_wait, [&](const std::vector<std::string>& names) {
        std::set<std::string> used;
        for (const bridge::Row row : transaction.execute(bridge::Sql(
                 "SELECT store_fname FROM ir_attachment WHERE store_fname = ANY(%s::text[])",
                 {names})))
          used.insert(row[0].str());
        return used;
      });
  transaction.commit();
}

}  // namespace

bool keep_house(Engine& engine) {
  const bool ours = truthy(engine.run_aside([](const Env& env) -> Value {
    const bool free = env.cr()
                          .execute(bridge::Sql(R"sql(
                              SELECT pg_try_advisory_xact_lock(%s)
                                AND NOT EXISTS (SELECT FROM ir_cron WHERE active))sql",
                                               {lock_key}))[0][0]
                          .boolean();
    if (!free) return false;
    env["mail.mail"].call("process_email_queue");
    env["mail.notification"].call("_gc_notifications");
    env["mail.thread"].call("_garbage_collect_attachments");
    env["bus.bus"].call("gc");
    return true;
  }));
  if (ours) remove_unused_files(engine);
  return ours;
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
