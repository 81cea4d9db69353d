// Log-in and session tokens (odoo/addons/base/models/res_users.py).
#include "models/modules/base/res/authentication.hpp"

#include "bridge/files/hash.hpp"
#include "models/engine/errors.hpp"
#include "models/engine/log.hpp"
#include "models/engine/orm/shared_caches.hpp"
#include "models/modules/base/res/passwords.hpp"
#include "models/modules/base/res/settings.hpp"

namespace chatterd {

using bridge::Sql;

namespace {

int number_parameter(const Env& env, const char* key, int if_missing) {
  const Value text = config_parameter(env, key);
  try {
    return text.is_string() ? std::stoi(text.get<std::string>()) : if_missing;
  } catch (const std::logic_error&) {
    return if_missing;
  }
}

// The stored hash; a right password under an old scheme is hashed anew.
bool verify(const Env& env, Id uid, const std::string& password, const std::string& stored) {
  const PasswordCheck check = check_password(password, stored);
  if (check.valid && check.outdated)
    env.cr().execute(
        Sql("UPDATE res_users SET password = %s WHERE id = %s", {hash_password(password), uid}));
  return check.valid;
}

// Distinguishes passwords in memory without keeping them.
std::string fingerprint(const std::string& password) {
  static const std::string key = bridge::random_bytes(32);
  return bridge::hmac_sha256_hex(key, password);
}

// The failures of all accounts at one source that stop those that are new there, in limits of one.
constexpr int most_of_all = 10;
constexpr std::size_t most_entries = 100'000;

}  // namespace

void LoginFailures::check(const Env& env, const std::string& source, const std::string& account) {
  const int limit = number_parameter(env, "base.login_cooldown_after", 5);
  const std::chrono::seconds duration(number_parameter(env, "base.login_cooldown_duration", 60));
  const auto waits = [&](const Count& count, int most) {
    return count.failures >= most && Clock::now() - count.last < duration;
  };
  const std::lock_guard lock(mutex_);
  const auto found = sources_.find(source);
  if (limit == 0 || found == sources_.end()) return;
  const auto& [all, accounts, at_home] = found->second;
  const auto own = accounts.find(account);
  const bool refused = (own != accounts.end() && waits(own->second, limit)) ||
                       (waits(all, most_of_all * limit) && !at_home.contains(account));
  if (!refused) return;
  log_warning("log-in attempt ignored for " + account + " from " + source + ": " +
              std::to_string(own == accounts.end() ? 0 : own->second.failures) +
              " failures since the last success, " + std::to_string(all.failures) +
              " of all accounts there");
  throw AccessDenied(
      env.translate("Too many login failures, please wait a bit before trying again."));
}

void LoginFailures::failed(const std::string& source, const std::string& account) {
  const std::lock_guard lock(mutex_);
  // an attacker with many addresses or names must not fill the memory: old counts go first
  if (++kept_ > most_entries) {
    sources_.clear();
    kept_ = 1;
  }
  Source& from = sources_[source];
  for (Count* count : {&from.all, &from.accounts[account]}) {
    ++count->failures;
    count->last = Clock::now();
  }
}

void LoginFailures::succeeded(const std::string& source, const std::string& account) {
  const std::lock_guard lock(mutex_);
  Source& from = sources_[source];
  if (const auto own = from.accounts.find(account); own != from.accounts.end()) {
    from.all.failures -= own->second.failures;
    from.accounts.erase(own);
  }
  if (from.at_home.insert(account).second) ++kept_;
}

Id log_in(const Env& env, const std::string& login, const std::string& password,
          const std::string& source, LoginFailures& failures) {
  if (password.empty()) throw AccessDenied();
  failures.check(env, source, login);
  const auto rows = env.cr().execute(
      Sql("SELECT id, coalesce(password, '') FROM res_users WHERE login = %s AND active", {login}));
  if (rows.empty() || !verify(env, rows[0][0].integer(), password, rows[0][1].str())) {
    failures.failed(source, login);
    throw AccessDenied();
  }
  failures.succeeded(source, login);
  const Id uid = rows[0][0].integer();
  env.cr().execute(Sql(R"sql(
          INSERT INTO res_users_log (create_uid, create_date, write_uid, write_date)
          VALUES (%s, now() at time zone 'UTC', %s, now() at time zone 'UTC'))sql",
                       {uid, uid}));
  return uid;
}

bool is_password(const Env& env, Id uid, const std::string& password) {
  // An account that was deactivated has none any more, whatever its row holds (CVE-2021-44460). The
  // superuser never was an active one, and has a password only where an administrator gave it one.
  const auto rows = env.cr().execute(
      Sql("SELECT coalesce(password, '') FROM res_users WHERE id = %s AND (active OR id = %s)",
          {uid, superuser_id}));
  return !rows.empty() && verify(env, uid, password, rows[0][0].str());
}

void check_credentials(const Env& env, Id uid, const std::string& password,
                       const std::string& source, LoginFailures& failures) {
  if (password.empty()) throw AccessDenied();
  const std::string key = "credentials/" + std::to_string(uid) + "/" + fingerprint(password);
  const std::string account = "user " + std::to_string(uid);
  env.cached<bool>(key, [&] {
    failures.check(env, source, account);
    if (!is_password(env, uid, password)) {
      failures.failed(source, account);
      throw AccessDenied();
    }
    failures.succeeded(source, account);
    return true;
  });
}

std::string session_token(const Env& env, Id uid, const std::string& sid) {
  return *env.cached<std::string>("token/" + std::to_string(uid) + "/" + sid, [&]() -> std::string {
    const auto rows = env.cr().execute(Sql(R"sql(
            SELECT active, id, login, password, (SELECT value FROM ir_config_parameter WHERE key
                = 'database.secret')
            FROM res_users
            WHERE id = %s)sql",
                                           {uid}));
    if (rows.empty()) return {};
    // the key is Python's text of the row's tuple
    std::string key = "(";
    for (std::size_t i = 0; i < 5; ++i) key += (i ? ", " : "") + python_repr(rows[0][i].json());
    return bridge::hmac_sha256_hex(key + ")", sid);
  });
}

void check_session_token(const Env& env, Id uid, const std::string& sid, const std::string& token) {
  const std::string expected = session_token(env, uid, sid);
  if (expected.empty() || !bridge::constant_time_equal(expected, token)) throw SessionExpired();
}

}  // namespace chatterd
