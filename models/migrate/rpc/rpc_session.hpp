// A login at a running Odoo 13 (or chatterd), and calls of its models over JSON-RPC.
#pragma once
#include <chrono>
#include <memory>

#include "bridge/text/json.hpp"
#include "models/migrate/core/records.hpp"

namespace chatterd::migrate {

struct ServerLogin {
  std::string login, password;
  double rate = 0;  // requests a second at most; 0: as many as the server answers
};

// What the server said no to: Odoo's own words, behind the call. `type` is Odoo's:
// "odoo.exceptions.AccessError".
class RpcRefused : public std::runtime_error {
 public:
  RpcRefused(const std::string& call, std::string type, const std::string& message);
  const std::string& type() const { return type_; }
  // "AccessError" of "odoo.exceptions.AccessError"
  bool is(std::string_view short_type) const;

 private:
  std::string type_;
};

// For one thread.
class RpcSession {
 public:
  // "https://odoo.example.com/database". The login "__system__" is OdooBot, whom access rules do
  // not stop; it needs a password, and may stay archived. Throws std::runtime_error: no Odoo 13, no
  // such login, no administrator.
  RpcSession(const std::string& url, ServerLogin login);
  ~RpcSession();

  // execute_kw. Waits for its turn (`rate`). With `again`, a call that got no answer is sent once
  // more, five times with growing pauses: for what can be said twice. Throws RpcRefused;
  // std::runtime_error when there is no answer.
  Json call(const std::string& model, const std::string& method, Json arguments,
            Json keywords = Json::object(), bool again = true);

  RecordId uid() const { return uid_; }
  bool superuser() const { return uid_ == 1; }
  const std::string& place() const { return place_; }  // without the login
  const std::string& login() const { return login_.login; }
  // Archived records too, no language (the texts as they are stored), all companies of the login.
  const Json& context() const { return context_; }
  std::int64_t requests() const { return requests_; }

 private:
  struct Link;
  Json service(const std::string& name, const std::string& method, Json arguments,
               const std::string& called, bool again);
  void wait_for_turn();
  void log_in();

  std::unique_ptr<Link> link_;
  ServerLogin login_;
  std::string place_, database_;
  RecordId uid_ = 0;
  Json context_;
  std::chrono::steady_clock::time_point next_{};
  std::int64_t requests_ = 0;
};

}  // namespace chatterd::migrate
