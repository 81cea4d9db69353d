// A new database with the models on it, for tests that call methods as users do.
//
//   chatterd::test::Installation installation;              // with alice, bob, carol and demo
//   Value answer = installation.call("admin", "res.partner", "search_count", {Value::array()});
#pragma once
#include <map>

#include "models/engine/engine.hpp"
#include "models/engine/orm/methods/call.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/setup/new_database.hpp"
#include "tests/support/postgres.hpp"

namespace chatterd::test {

class Installation {
 public:
  Installation() : pool_(bridge::Pool::create(database_.dsn(), 4)) {
    create_database(*pool_, "admin");
    engine_ = std::make_unique<Engine>(pool_, "", [](const std::vector<std::string>&) {});
    create_first_channel(*engine_);
    create_demo(*engine_);
  }

  // A remote call in a transaction of its own; throws what the method throws.
  Value call(const std::string& login, const std::string& model, const std::string& method,
             const Value& args = Value::array(), const Value& kwargs = Value::object()) {
    return engine_->run(uid(login), Value::object(),
                        [&](const Env& env) { return call_kw(env, model, method, args, kwargs); });
  }

  Id uid(const std::string& login) {
    const auto found = engine_->run_sudo([&](const Env& env) {
      return Value(
          env["res.users"].search(Value::array({Value::array({"login", "=", login})})).id());
    });
    return found.get<Id>();
  }

  Engine& engine() { return *engine_; }

 private:
  ScratchDatabase database_;
  std::shared_ptr<bridge::Pool> pool_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace chatterd::test
