// A database with two users, for testing the protocols without one.
#pragma once
#include <map>
#include <optional>
#include <stdexcept>
#include <string>

#include "models/engine/errors.hpp"
#include "rpc/backend/backend.hpp"

namespace chatterd::rpc::test {

class FakeBackend : public Backend {
 public:
  std::map<std::string, std::pair<Id, std::string>> users{{"admin", {2, "admin"}},
                                                          {"demo", {6, "demo"}}};
  Value last_call;  // [model, method, args, kwargs, uid]
  Value last_context;
  std::optional<Hearsay> last_hearsay;
  std::string last_proof;
  LoginRequest last_login;
  HttpQuery last_query;
  Id last_uid = 0;
  int checks = 0;
  bool down = false;

  std::string database() const override { return "test"; }

  Value call_kw(const Caller& caller, const std::string& model, const std::string& method,
                Value args, Value kwargs) override {
    check(caller);
    last_call = {model, method, args, kwargs, caller.uid};
    last_hearsay = caller.hearsay;
    last_proof = caller.sid + " " + caller.session_token;
    if (caller.statements) *caller.statements += 3;
    if (method == "none") return nullptr;
    if (method == "falsehood") return false;
    if (method == "echo") return args;
    if (method == "user_error") throw UserError("think again");
    if (method == "access_error") throw AccessError("not you");
    if (method == "validation_error") throw ValidationError("bad value");
    if (method == "crash") throw std::runtime_error("boom");
    if (method == "change_password") {
      if (args[0] != password(caller.uid)) throw AccessDenied();
      return true;
    }
    if (model == "no.such.model") throw KeyError(model);
    return {{"model", model}, {"method", method}};
  }

  Value route(const JsonRoute& route, const Caller& caller, const Value& params) override {
    check(caller);
    last_context = caller.context;
    return {{"path", route.path}, {"uid", caller.uid}, {"params", params}};
  }
  const std::vector<JsonRoute>& routes() const override {
    static const std::vector<JsonRoute> rows = {{"/mail/needaction", Auth::user, nullptr},
                                                {"/mail/open", Auth::open, nullptr}};
    return rows;
  }

  HttpReply http_route(const HttpRoute& route, const Caller& caller,
                       const HttpQuery& query) override {
    if (route.auth != Auth::none) check(caller);
    last_query = query;
    last_uid = caller.uid;
    if (query.params.contains("missing")) return {.status = 404, .page = true};
    if (query.params.contains("elsewhere")) return {.status = 301, .location = "/there"};
    if (query.params.contains("crash")) throw UserError("no");
    return {.headers = {{"Content-Type", "text/plain"}}, .body = route.pattern};
  }
  HttpReply served_attachment(const HttpQuery& query) override {
    if (query.path != "/served.txt") return {.status = 404, .page = true};
    return {.headers = {{"Content-Type", "text/plain"}}, .body = "served"};
  }

  Value served() override {
    return {{"modules", {"mail"}}, {"methods", {{"mail.channel", {"channel_pin"}}}}};
  }

  Id authenticate(const LoginRequest& request) override {
    last_login = request;
    const auto found = users.find(request.login);
    if (found == users.end() || found->second.second != request.password) throw AccessDenied();
    return found->second.first;
  }

  void check(const Caller& caller) override {
    ++checks;
    if (caller.uid == 0 || caller.trusted) return;
    if (!caller.password.empty()) {
      if (caller.password != password(caller.uid)) throw AccessDenied();
    } else if (caller.session_token != session_token(caller.uid, caller.sid)) {
      throw SessionExpired();
    }
  }

  std::string session_token(Id uid, const std::string& sid) override {
    return std::to_string(std::hash<std::string>{}(sid + password(uid)));
  }
  Value session_info(const Caller& caller) override {
    check(caller);
    return {{"username", "x"},
            {"user_context", {{"lang", "en_US"}, {"tz", false}, {"uid", caller.uid}}}};
  }
  std::vector<std::string> installed_modules() override { return {"base", "web"}; }
  Value languages() override { return Value::array({Value::array({"en_US", "English (US)"})}); }
  std::string parameter(const std::string& key) override {
    return key == "database.secret" ? "s3cret" : "";
  }
  void ping() override {
    if (down) throw std::runtime_error("down");
  }

  std::string password(Id uid) const {
    for (const auto& [login, user] : users)
      if (user.first == uid) return user.second;
    return "\xff no such user";
  }
};

}  // namespace chatterd::rpc::test
