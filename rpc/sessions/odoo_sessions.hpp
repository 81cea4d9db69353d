// The web sessions of the Odoo server behind the gateway: whose a cookie is, asked of Odoo and
// remembered for some seconds. Thread-safe.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "bridge/odoo/odoo_client.hpp"
#include "rpc/sessions/session.hpp"

namespace chatterd::rpc {

class OdooSessions {
 public:
  // The session token of a user and a session id of a database (res.users _compute_session_token);
  // none where the database is not served.
  using Token = std::function<std::optional<std::string>(const std::string& database, Id uid,
                                                         const std::string& sid)>;

  // With the token every call proves its user against the database, so that a changed password or a
  // deactivated user ends the session at once, without Odoo being asked. A log-out is known after
  // `fresh` at the latest.
  OdooSessions(std::string url, Token token,
               std::chrono::milliseconds fresh = std::chrono::seconds(5));

  // The session as Odoo knows it; none when it is nobody's or of a database not served. Throws
  // OdooUnreachable when neither Odoo nor the memory can say. Waits for Odoo when what is
  // remembered is too old; those who ask for one session wait together.
  std::optional<Session> find(const std::string& sid);

 private:
  using Clock = std::chrono::steady_clock;
  struct Entry {
    std::mutex mutex;
    std::optional<Session> session;  // guarded by mutex, as all here
    Clock::time_point checked{};
    bool asked = false;
  };
  void ask(Entry& entry, const std::string& sid);
  Value call(const std::string& path, const std::string& sid);
  std::shared_ptr<Entry> entry_of(const std::string& sid);

  const std::string url_;
  const Token token_;
  const std::chrono::milliseconds fresh_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<Entry>> entries_;  // guarded by mutex_
  std::vector<bridge::OdooClient> idle_;                             // guarded by mutex_
};

}  // namespace chatterd::rpc
