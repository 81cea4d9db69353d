// Web sessions (OpenERPSession in odoo/http.py), kept as files so that all chatterd processes of a
// machine share them. Thread-safe; several processes may write, the last one wins, as in Odoo.
#pragma once
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "models/engine/value.hpp"

namespace chatterd::rpc {

struct Session {
  std::string sid;
  std::string db;
  Id uid = 0;  // 0: nobody
  std::string login;
  std::string token;                // proves that the session is uid's, until the password changes
  Value context = Value::object();  // lang, tz, uid
  std::string debug;
  Value saved_actions = nullptr;  // {"next": n, "actions": {"1": …}}

  bool from_cookie = true;  // false: given in the URL or a header, so no cookie is set
  bool rotate = false;      // gets a new sid when it is saved

  // Forgets the user; `keep_db` keeps the database.
  void logout(bool keep_db);
  Value to_json() const;
  void read_json(const Value& value);
};

class SessionStore {
 public:
  // Creates the folder (mode 0700). Throws std::runtime_error when it cannot.
  explicit SessionStore(std::string folder,
                        std::chrono::seconds lifetime = std::chrono::hours(24 * 7));

  // The session of that id. A well-formed id that is unknown stays the client's: it stands for
  // nobody, and a log-in changes it. Anything else gets a new id.
  Session open(const std::optional<std::string>& sid);
  // Writes the file unless nothing has changed since open(). Throws std::runtime_error.
  void save(const Session& session);
  void remove(const std::string& sid);
  // Deletes the files of sessions unused for the lifetime; says how many.
  std::size_t sweep();

  static std::string new_sid();  // 40 hexadecimal digits
  static bool is_sid(std::string_view text);

 private:
  struct Cached {
    std::string version;  // of the file that `content` was read from
    std::shared_ptr<const Value> content;
  };
  std::string path(const std::string& sid) const;
  std::shared_ptr<const Value> load(const std::string& sid);

  const std::string folder_;
  const std::chrono::seconds lifetime_;
  std::mutex mutex_;
  std::unordered_map<std::string, Cached> cache_;  // guarded by mutex_
};

// "session_id=…; Expires=…; Max-Age=7776000; HttpOnly; Path=/; SameSite=Lax": as Odoo 13 sets it,
// and no other site's page sends it along with what it posts; with `secure` no unencrypted request
// carries it either.
std::string session_cookie(const std::string& sid, bool secure);

}  // namespace chatterd::rpc
