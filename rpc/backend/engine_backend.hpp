// The protocols' backend on the models' engine.
#pragma once
#include "models/engine/engine.hpp"
#include "models/modules/base/res/authentication.hpp"
#include "rpc/backend/backend.hpp"

namespace chatterd::rpc {

class EngineBackend : public Backend {
 public:
  explicit EngineBackend(Engine& engine) : engine_(engine) {}

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
  Engine& engine_;
  LoginFailures failures_;
};

}  // namespace chatterd::rpc
