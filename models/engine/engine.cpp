// Transactions of the model layer: snapshot, signalling, retries, and the bus rows at their end.
#include "models/engine/engine.hpp"

#include "models/engine/orm/methods/call.hpp"
#include "models/engine/orm/records.hpp"

namespace chatterd {

using bridge::Sql;

Engine::Engine(std::shared_ptr<bridge::Pool> pool, std::string filestore_folder,
               std::function<void(const std::vector<std::string>&)> on_bus)
    : pool_(std::move(pool)),
      filestore_folder_(std::move(filestore_folder)),
      on_bus_(std::move(on_bus)) {}

std::shared_ptr<const Registry> Engine::registry() const {
  const std::lock_guard lock(mutex_);
  return registry_;
}

// Odoo counts base_registry_signaling up when modules change: the models are then set up anew.
std::shared_ptr<const Registry> Engine::registry_for(bridge::Transaction& transaction,
                                                     Id generation) {
  {
    const std::lock_guard lock(mutex_);
    if (registry_ && registry_generation_ == generation) return registry_;
  }
  std::set<std::string> installed;
  for (const bridge::Row row : transaction.execute(
           "SELECT name FROM ir_module_module WHERE state IN ('installed', 'to upgrade')"))
    installed.insert(row[0].str());
  auto built =
      std::make_shared<const Registry>(std::move(installed), load_foreign_models(transaction));
  const std::lock_guard lock(mutex_);
  registry_ = built;
  registry_generation_ = generation;
  caches_.clear();
  return built;
}

namespace {

// bus.bus sendmany: one row a message, in the order in which they were sent.
void write_bus_rows(Unit& unit) {
  if (unit.bus_rows.empty()) return;
  std::vector<std::string> channels, messages;
  std::vector<Id> users;
  for (const BusRow& row : unit.bus_rows) {
    channels.push_back(row.channel.dump(-1, ' ', true));
    messages.push_back(row.message.dump(-1, ' ', true));
    users.push_back(row.uid);
  }
  unit.transaction.execute(Sql(R"sql(
          INSERT INTO bus_bus (channel, message, create_uid, create_date, write_uid, write_date)
          SELECT c, m, u, now() at time zone 'UTC', u, now() at time zone 'UTC'
          FROM unnest(%s::text[], %s::text[], %s::int[]) AS rows(c, m, u))sql",
                               {channels, messages, users}));
  unit.bus_rows.clear();
  Host& host = unit.host;
  unit.transaction.after_commit([&host, sent = std::move(channels)] { host.bus_committed(sent); });
}

}  // namespace

Value Engine::attempt(bridge::Transaction& transaction, Id uid, const Value& context, bool su,
                      const std::function<Value(const Env&)>& work) {
  // one statement: where the caches stand, and the transaction's time
  const bridge::Result start = transaction.execute(
      R"sql(
          SELECT r.last_value, c.last_value, to_char(now() at time zone 'UTC',
              'YYYY-MM-DD HH24:MI:SS')
          FROM base_registry_signaling r, base_cache_signaling c)sql");
  const std::shared_ptr<const Registry> registry = registry_for(transaction, start[0][0].integer());
  caches_.see_generation(start[0][1].integer());
  Unit unit{transaction,           *registry, caches_, *this, {}, start[0][2].str(), {}, {},
            start[0][1].integer(), false,     {},      {}};
  const Env env(unit, uid, context, su);
  Value answer = work(env);
  write_bus_rows(unit);
  if (unit.caches_dirty) {
    // tells Odoo and the other engines, which look at this sequence as we do
    transaction.execute("SELECT nextval('base_cache_signaling')");
    transaction.after_commit([this] { caches_.clear(); });
  }
  // after the bus: what others hear of the message does not wait for the mails
  for (AfterCommit& work_after : unit.after_commit)
    transaction.after_commit(
        [this, after = std::move(work_after)] { do_after_commit(after.context, after.job); });
  return answer;
}

void Engine::do_after_commit(const Value& context, std::function<void(const Env&)> job) {
  later_.run([this, context, job = std::move(job)] {
    run_as(
        superuser_id, context, true,
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
  try {
    bridge::in_transaction(*pool_, [&](bridge::Transaction& transaction) {
      transaction.limit(limits.statement, deadline);
      try {
        answer = attempt(transaction, uid, context, su, work);
      } catch (...) {
        if (statements) *statements = transaction.statements();
        throw;
      }
      if (statements) *statements = transaction.statements();
    });
  } catch (const bridge::SqlError& error) {
    if (!error.sqlstate.starts_with("23")) throw;
    // the failed transaction cannot look up translations any more
    bridge::in_transaction(*pool_, [&](bridge::Transaction& transaction) {
      attempt(transaction, uid, context, true,
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
