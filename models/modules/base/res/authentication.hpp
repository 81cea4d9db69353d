// Who a caller is: log-in, passwords of RPC calls, and the tokens that web sessions hold
// (res.users).
#pragma once
#include <chrono>
#include <mutex>
#include <string>
#include <unordered_map>

#include "models/engine/orm/env.hpp"

namespace chatterd {

// Failed log-ins by source address, as Odoo counts them: in memory, per process. Thread-safe.
class LoginFailures {
 public:
  // Throws AccessDenied while the source has to wait: after `limit` failures, for `duration` since
  // the last. A limit of 0 never refuses.
  void check(const Env& env, const std::string& source);
  void failed(const std::string& source);
  void succeeded(const std::string& source);

 private:
  struct Count {
    int failures = 0;
    std::chrono::steady_clock::time_point last;
  };
  std::mutex mutex_;
  std::unordered_map<std::string, Count> by_source_;  // guarded by mutex_
};

// res.users _login: the active user's id, his log-in recorded, an old hash replaced. Throws
// AccessDenied.
Id log_in(const Env& env, const std::string& login, const std::string& password,
          const std::string& source, LoginFailures& failures);
// res.users check: throws AccessDenied unless it is the active user's password. Right ones are
// remembered until users change.
void check_credentials(const Env& env, Id uid, const std::string& password,
                       const std::string& source, LoginFailures& failures);
// Whether it is the user's password, asked of the database; an outdated hash is replaced.
bool is_password(const Env& env, Id uid, const std::string& password);
// res.users _compute_session_token, so that Odoo's tokens and ours agree; "" for an unknown user.
std::string session_token(const Env& env, Id uid, const std::string& sid);
// Throws SessionExpired unless the token is the user's for this session.
void check_session_token(const Env& env, Id uid, const std::string& sid, const std::string& token);
// ir.http session_info of env's user with what the installed modules add; without "db".
Value session_info(const Env& env);

}  // namespace chatterd
