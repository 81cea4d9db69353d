// The protocols' backend on the models' engine.
#pragma once
#include <atomic>
#include <cstdint>
#include <optional>

#include "models/engine/engine.hpp"
#include "models/engine/standby.hpp"
#include "models/modules/base/res/authentication.hpp"
#include "rpc/backend/backend.hpp"
#include "rpc/backend/seen.hpp"

namespace chatterd::rpc {

class EngineBackend : public Backend {
 public:
  explicit EngineBackend(Engine& engine) : engine_(engine) {}

  // Where pages, history and search of those are read for whom it is complete.
  struct Aside {
    Aside(std::shared_ptr<bridge::Pool> primary, std::shared_ptr<bridge::Pool> pool,
          const std::string& filestore)
        : standby(std::move(primary), std::move(pool)), engine(standby, filestore) {}
    Standby standby;
    Engine engine;
    Seen seen;
    std::atomic<std::uint64_t> calls = 0;
  };
  void read_from(Aside& aside) { aside_ = &aside; }

  // Proves who calls, inside the transaction, and goes on as that user (the public user without
  // one). For handlers that need more than a remote call.
  Value as(const Caller& caller, const std::function<Value(const Env&)>& work);

  std::string database() const override { return engine_.database(); }
  Value call_kw(const Caller& caller, const std::string& model, const std::string& method,
                Value args, Value kwargs) override;
  Value route(const JsonRoute& route, const Caller& caller, const Value& params) override;
  const std::vector<JsonRoute>& routes() const override { return json_routes(); }
  HttpReply http_route(const HttpRoute& route, const Caller& caller,
                       const HttpQuery& query) override;
  HttpReply served_attachment(const HttpQuery& query) override;
  Id authenticate(const LoginRequest& request) override;
  void check(const Caller& caller) override;
  std::string session_token(Id uid, const std::string& sid) override;
  Value session_info(const Caller& caller) override;
  Value served() override;
  std::vector<std::string> installed_modules() override;
  Value languages() override;
  std::string parameter(const std::string& key) override;
  void ping() override;

 private:
  using Work = std::function<Value(const Env&)>;
  Value as_in(Engine& engine, const Caller& caller, const Work& work);
  // The answer of the standby, where it may give one and has it.
  std::optional<Value> read_aside(const Caller& caller, const Work& work);

  Engine& engine_;
  Aside* aside_ = nullptr;
  LoginFailures failures_;
};

}  // namespace chatterd::rpc
