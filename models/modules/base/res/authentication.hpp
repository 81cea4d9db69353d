// Who a caller is: log-in, passwords of RPC calls, and the tokens that web sessions hold
// (res.users).
#pragma once
#include <chrono>
#include <mutex>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "models/engine/orm/env.hpp"

namespace chatterd {

// Failed log-ins, in memory and per process as in Odoo, but by source address and account: behind a
// proxy or in an office one address is many callers, and one that has a wrong password must not
// stop the others. Who tries many accounts is stopped by the sum. Thread-safe.
class LoginFailures {
 public:
  // Throws AccessDenied while `account` has to wait at that source: after
  // base.login_cooldown_after failures, for base.login_cooldown_duration seconds since the last;
  // and after ten times as many of all accounts, unless this one has logged in from there. A
  // limit of 0 never refuses.
  void check(const Env& env, const std::string& source, const std::string& account);
  void failed(const std::string& source, const std::string& account);
  void succeeded(const std::string& source, const std::string& account);

 private:
  using Clock = std::chrono::steady_clock;
  struct Count {
    int failures = 0;
    Clock::time_point last;
  };
  struct Source {
    Count all;
    std::unordered_map<std::string, Count> accounts;
    std::unordered_set<std::string> at_home;  // accounts that have logged in from there
  };
  std::mutex mutex_;
  std::unordered_map<std::string, Source> sources_;  // guarded by mutex_
  std::size_t kept_ = 0;                             // entries of all maps; guarded by mutex_
};

// res.users _login: the active user's id, his log-in recorded, an old hash replaced. Throws
// AccessDenied.
Id log_in(const Env& env, const std::string& login, const std::string& password,
          const std::string& source, LoginFailures& failures);
// res.users check: throws AccessDenied unless it is the active user's password. Right ones are
// remembered until users change, and who comes with one does not wait for others' failures.
void check_credentials(const Env& env, Id uid, const std::string& password,
                       const std::string& source, LoginFailures& failures);
// Whether it is the user's password, asked of the database; an outdated hash is replaced.
bool is_password(const Env& env, Id uid, const std::string& password);
// res.users _compute_session_token, so that Odoo's tokens and ours agree; "" for an unknown user.
std::string session_token(const Env& env, Id uid, const std::string& sid);
// Throws SessionExpired unless the token is the user's for this session.
void check_session_token(const Env& env, Id uid, const std::string& sid, const std::string& token);
// ir.http session_info of env's user with what the installed modules add; "db" is null.
Value session_info(const Env& env);

}  // namespace chatterd
