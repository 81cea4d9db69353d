// Transactions of the model layer: snapshot, signalling, retries, and the bus rows at their end.
#include "models/engine/engine.hpp"

#include "bridge/postgres/connection.hpp"
#include "models/engine/bus_rows.hpp"
#include "models/engine/log.hpp"
#include "models/engine/orm/methods/call.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/standby.hpp"

namespace chatterd {

using bridge::Sql;

Engine::Engine(std::shared_ptr<bridge::Pool> pool, std::string filestore_folder,
               std::function<void(const std::vector<std::string>&)> on_bus)
    : pool_(std::move(pool)),
      filestore_folder_(std::move(filestore_folder)),
      on_bus_(std::move(on_bus)) {}

Engine::Engine(const Standby& standby, std::string filestore_folder)
    : pool_(standby.pool()),
      filestore_folder_(std::move(filestore_folder)),
      on_bus_([](const std::vector<std::string>&) {}),
      standby_(&standby) {}

std::shared_ptr<const Registry> Engine::registry() const {
  const std::lock_guard lock(mutex_);
  return registry_;
}

namespace {

// The transaction's time, and where the caches stand: the first thing that a transaction asks.
const char* const start_sql = R"sql(
    SELECT to_char(now() at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'), r.last_value, c.last_value
    FROM base_registry_signaling r, base_cache_signaling c)sql";
// Of a standby, where the caches stand is known beforehand.
const char* const standby_start_sql = R"sql(
    SELECT to_char(now() at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'))sql";

std::shared_ptr<const Registry> load_registry(bridge::Transaction& transaction) {
  std::set<std::string> installed;
  for (const bridge::Row row : transaction.execute(
           "SELECT name FROM ir_module_module WHERE state IN ('installed', 'to upgrade')"))
    installed.insert(row[0].str());
  return std::make_shared<const Registry>(std::move(installed), load_foreign_models(transaction));
}

}  // namespace

Generations Engine::known() const {
  const std::lock_guard lock(mutex_);
  return known_;
}

// Odoo counts base_registry_signaling up when modules change: the models are then set up anew.
void Engine::adopt(bridge::Transaction& transaction, const Generations& found) {
  if (known().registry != found.registry) {
    auto built = load_registry(transaction);
    const std::lock_guard lock(mutex_);
    registry_ = std::move(built);
    known_.registry = found.registry;
    caches_.clear();
  }
  caches_.see_generation(found.caches);
  const std::lock_guard lock(mutex_);
  known_.caches = std::max(known_.caches, found.caches);
}

namespace {

// bus.bus sendmany: one row a message, in the order in which they were sent.
void write_bus_rows(Unit& unit) {
  if (unit.bus_rows.empty()) return;
  std::vector<std::string> channels, messages;
  Ids users;
  for (const BusRow& row : unit.bus_rows) {
    channels.push_back(row.channel.dump(-1, ' ', true));
    messages.push_back(row.message.dump(-1, ' ', true));
    users.push_back(row.uid);
  }
  unit.bus_rows.clear();
  send_bus_rows(unit, std::move(channels), std::move(messages), std::move(users));
}

// What an attempt began with is not what holds: it has to begin anew, and ask first.
struct Outdated {};

// It took its time, or was in the way of another: whatever it went by, it would again.
bool was_cancelled(const bridge::SqlError& error) {
  return error.sqlstate == "57014" || error.sqlstate == "40001";
}

}  // namespace

// The work begins with what was known last: whether that still holds is asked together with its
// first statement, before anybody sees the statement's answer. With `ask_first` it is asked alone.
Value Engine::attempt(bridge::Transaction& transaction, Id uid, const Value& context, bool su,
                      bool ask_first, const std::function<Value(const Env&)>& work) {
  std::string now;
  Generations found;
  const char* const asked = standby_ ? standby_start_sql : start_sql;
  const auto look = [&](const bridge::Result& start) {
    now = start[0][0].str();
    if (!standby_) found = {start[0][1].integer(), start[0][2].integer()};
  };
  if (standby_) found = standby_->generations();  // before the snapshot, which is no older
  if (ask_first) {
    look(transaction.execute(asked));
    adopt(transaction, found);
  }
  Generations begun;
  std::shared_ptr<const Registry> registry;
  {
    const std::lock_guard lock(mutex_);
    begun = ask_first ? found : known_;
    registry = registry_;
  }
  if (!registry) throw Outdated();
  Unit unit{.transaction = transaction,
            .registry = *registry,
            .caches = caches_,
            .host = *this,
            .cache = {},
            .now = now,
            .bus_rows = {},
            .recomputing = {},
            .cache_generation = begun.caches,
            .own_caches = {},
            .pending = {}};
  if (!ask_first)
    transaction.begin_with(Sql(asked), [&](const bridge::Result& start) {
      look(start);
      unit.now = now;
      if (found != begun) throw Outdated();
    });
  // A refusal, by what may not hold any more; or of a statement that came with the question.
  const auto outdated = [&] { return unit.now.empty() || found != begun; };
  Value answer;
  try {
    answer = work(Env(unit, uid, context, su));
    transaction.begin();  // also what the caches alone have told
  } catch (const bridge::SqlError& error) {
    if (outdated() && !was_cancelled(error)) throw Outdated();
    throw;
  } catch (...) {
    if (outdated()) throw Outdated();
    throw;
  }
  if (found != begun) throw Outdated();  // whoever has swallowed it
  write_bus_rows(unit);
  if (unit.caches_dirty) signal_caches(transaction);
  // after the bus: what others hear of the message does not wait for the mails
  for (AfterCommit& work_after : unit.after_commit)
    transaction.after_commit(
        [this, after = std::move(work_after)] { do_after_commit(after.context, after.job); });
  return answer;
}

// Tells Odoo and the other engines, which look at this sequence as we do: before the commit, so
// that none is missed, and behind it, since who began in between has the old rows under the new
// number.
void Engine::signal_caches(bridge::Transaction& transaction) {
  static const char* const count = "SELECT nextval('base_cache_signaling')";
  transaction.execute(count);
  transaction.after_commit([this] {
    caches_.clear();
    try {
      pool_->acquire()->execute(count);
    } catch (const std::exception& error) {
      log_warning(std::string("caches are signalled once only: ") + error.what());
    }
  });
}

void Engine::do_after_commit(const Value& context, std::function<void(const Env&)> job) {
  later_.run([this, context, job = std::move(job)] {
    run_as(superuser_id, context, true,
           [&](const Env& env) {
             job(env);
             return Value();
           },
           nullptr, {});
  });
}

Value Engine::run_as(Id uid, const Value& context, bool su,
                     const std::function<Value(const Env&)>& work, std::size_t* statements,
                     const bridge::TimeLimits& limits) {
  Value answer;
  std::optional<std::chrono::steady_clock::time_point> deadline;
  if (limits.whole.count() > 0) deadline = std::chrono::steady_clock::now() + limits.whole;
  const auto attempts = [&](bool ask_first) {
    const auto try_once = [&](bridge::Transaction& transaction) {
      transaction.limit(limits.statement, deadline);
      try {
        answer = attempt(transaction, uid, context, su, ask_first, work);
      } catch (...) {
        if (statements) *statements = transaction.statements();
        throw;
      }
      if (statements) *statements = transaction.statements();
    };
    if (standby_) {
      // What is in the way of replaying is cancelled there (40001): the primary is the second try.
      bridge::Transaction transaction(pool_->acquire(), bridge::Transaction::Mode::read_only);
      try_once(transaction);
      if (!transaction.committed()) transaction.commit();
      return;
    }
    bridge::in_transaction(*pool_, try_once);
  };
  try {
    try {
      attempts(false);
    } catch (const Outdated&) {
      attempts(true);
    }
  } catch (const bridge::SqlError& error) {
    if (!error.sqlstate.starts_with("23")) throw;
    // the failed transaction cannot look up translations any more
    bridge::in_transaction(*pool_, [&](bridge::Transaction& transaction) {
      attempt(transaction, uid, context, true, true,
              [&](const Env& env) -> Value { raise_integrity_error(env, error); });
    });
  }
  return answer;
}

Value Engine::run(Id uid, const Value& context, const std::function<Value(const Env&)>& work,
                  std::size_t* statements) {
  return run_as(uid, context, false, work, statements, limits_);
}

Value Engine::run_sudo(const std::function<Value(const Env&)>& work, std::size_t* statements) {
  return run_as(superuser_id, Value::object(), true, work, statements, limits_);
}

Value Engine::run_aside(const std::function<Value(const Env&)>& work) {
  return run_as(superuser_id, Value::object(), true, work, nullptr, {});
}

}  // namespace chatterd
