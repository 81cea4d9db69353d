// The signed door for the Odoo addon (docs/trusted-endpoint.md): who knows the database's secret
// calls in the name of any user. Thread-safe.
#pragma once
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "models/engine/value.hpp"
#include "rpc/http/http_message.hpp"

namespace chatterd::rpc {

struct Database;  // rpc/backend/databases.hpp

// A call in a user's name: one of the JSON routes, as if that user's session had sent it.
struct TrustedCall {
  const Database* database = nullptr;  // that it is about
  Id uid = 0;                          // 0: nobody is logged in, the public user acts
  std::string session;  // tells the web sessions of a user apart; "" when the addon did not say
  Value context = Value::object();
  std::string path;  // "/mail/init_messaging", "/web/dataset/call_kw"
  Value params = Value::object();
  std::string write;    // identifies a call that writes, "" for others
  double deadline = 0;  // Unix seconds after which nobody waits for it; 0: none
  Value id = nullptr;   // of the client's JSON-RPC request, echoed
  // Where the addon has only read the session's file and asked no database: what the session holds,
  // and how new the addon's view of modules and caches is (rpc::Hearsay).
  bool is_hearsay = false;
  std::string token;
  Id registry = 0, caches = 0;
};

class TrustedDoor {
 public:
  // `secret` answers the database's secret, "" when it has none. It is asked again after some
  // seconds, and when a signature does not hold, so that a changed one is known at once.
  TrustedDoor(std::string database, std::function<std::string()> secret);

  // Of this process; part of what is signed, so that no request is played again to an engine that
  // it was not signed for. Where several are behind one address, it is signed for all of them.
  const std::string& instance() const { return instance_; }

  // The answer that refuses the request, none when its signature holds: 403 without a secret, 401
  // with what is wrong. A nonce is taken once.
  std::optional<HttpResponse> refuse(const HttpRequest& request);
  // Whether a call's body is about this database; others are declined.
  bool is_for(const Value& body) const;

  // The call in a body. Throws BadRequest.
  static TrustedCall read_call(Value body);

 private:
  using Clock = std::chrono::steady_clock;
  // Whether the signature is that of the text, under the secret as it was known or as it is now.
  bool holds(const std::string& text, const std::string& signature);
  // Whether the nonce is new; then it is remembered as long as its timestamp would be accepted.
  bool take(const std::string& nonce);

  const std::string database_, instance_;
  const std::function<std::string()> secret_;
  std::mutex mutex_;
  std::string known_secret_;          // guarded by mutex_
  Clock::time_point secret_asked_{};  // guarded by mutex_
  std::unordered_map<std::string, Clock::time_point>
      nonces_;                    // guarded by mutex_; value: when it may go
  Clock::time_point next_sweep_;  // guarded by mutex_
};

// What is signed: every line but the last ends in "\n".
std::string trusted_text(const std::string& instance, const std::string& timestamp,
                         const std::string& nonce, const std::string& path,
                         const std::string& body);

// 421: nothing was done here, and Odoo is to answer.
HttpResponse declined(const std::string& reason);

}  // namespace chatterd::rpc
