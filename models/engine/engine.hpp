// The model layer as its callers see it: transactions, environments and remote calls on one
// database.
#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "bridge/postgres/pool.hpp"
#include "models/engine/generations.hpp"
#include "models/engine/host.hpp"
#include "models/engine/later.hpp"
#include "models/engine/orm/env.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/shared_caches.hpp"

namespace chatterd {

class Standby;  // models/engine/standby.hpp

class Engine : public Host {
 public:
  // `on_bus` is called after each commit that wrote bus rows, with their channels as JSON texts.
  Engine(std::shared_ptr<bridge::Pool> pool, std::string filestore_folder,
         std::function<void(const std::vector<std::string>&)> on_bus);
  // On a standby, which must outlive it: `run` can only read there, and throws SqlError 25006 where
  // the work would write.
  Engine(const Standby& standby, std::string filestore_folder);

  // Runs the work as a user in one transaction, which is committed, and run again on a
  // serialization failure. Constraint violations come out as ValidationError. `statements`, when
  // given, is set to the number of SQL statements that were sent.
  // What one of these takes longer than (see limit_time) is cut off: SqlError 57014.
  Value run(Id uid, const Value& context, const std::function<Value(const Env&)>& work,
            std::size_t* statements = nullptr);
  // The same in sudo.
  Value run_sudo(const std::function<Value(const Env&)>& work, std::size_t* statements = nullptr);

  // In sudo, for work that no client waits for: without the limits.
  Value run_aside(const std::function<Value(const Env&)>& work);

  // Bounds what `run` and `run_sudo` may take; to be called before they are.
  void limit_time(const bridge::TimeLimits& limits) { limits_ = limits; }

  // Ends the work that follows requests: what on_bus uses may go after this.
  void finish() { later_.stop(); }

  // SharedCaches::drops.
  std::uint64_t cache_drops() const { return caches_.drops(); }
  // base_registry_signaling, as the models here were set up for it.
  Id registry_generation() const { return known().registry; }
  std::size_t cached_bytes() const { return caches_.bytes(); }
  std::shared_ptr<const Registry> registry() const;
  bridge::Pool& pool() { return *pool_; }

  std::string database() const override { return pool_->database(); }
  std::string filestore_folder() const override { return filestore_folder_; }
  void bus_committed(const std::vector<std::string>& channels) override { on_bus_(channels); }
  void do_after_commit(const Value& context, std::function<void(const Env&)> job) override;

 private:
  Value attempt(bridge::Transaction& transaction, Id uid, const Value& context, bool su,
                bool ask_first, const std::function<Value(const Env&)>& work);
  Value run_as(Id uid, const Value& context, bool su, const std::function<Value(const Env&)>& work,
               std::size_t* statements, const bridge::TimeLimits& limits);
  void signal_caches(bridge::Transaction& transaction);
  Generations known() const;
  // Takes in what a transaction has found the sequences at.
  void adopt(bridge::Transaction& transaction, const Generations& found);

  // Constant after construction.
  const std::shared_ptr<bridge::Pool> pool_;
  const std::string filestore_folder_;
  const std::function<void(const std::vector<std::string>&)> on_bus_;
  const Standby* const standby_ = nullptr;
  bridge::TimeLimits limits_;
  SharedCaches caches_;

  mutable std::mutex mutex_;
  std::shared_ptr<const Registry> registry_;  // guarded by mutex_
  Generations known_;                         // guarded by mutex_
  Later later_;                               // last: its thread ends before the rest goes
};

}  // namespace chatterd
