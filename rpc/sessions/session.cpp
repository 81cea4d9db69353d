// Session files and their cache.
#include "rpc/sessions/session.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "bridge/files/hash.hpp"
#include "rpc/monitoring/log.hpp"
#include "rpc/wire/json_text.hpp"

namespace chatterd::rpc {

namespace {

constexpr std::size_t cache_limit = 20000;     // sessions; beyond it the cache starts anew
constexpr std::time_t touch_after = 60 * 60;   // a used session's file is touched once an hour
constexpr int cookie_age = 90 * 24 * 60 * 60;  // seconds, as in Odoo

// Every save makes a new file, so its number tells two saves within one tick of the clock apart.
std::string version_of(const struct stat& status) {
  return std::to_string(status.st_ino) + "/" + std::to_string(status.st_mtim.tv_sec) + "." +
         std::to_string(status.st_mtim.tv_nsec);
}

[[noreturn]] void fail(const std::string& what, const std::string& path) {
  throw std::runtime_error("cannot " + what + " " + path + ": " + std::strerror(errno));
}

// All or nothing: a reader sees the old file or the new one.
void write_atomically(const std::string& path, const std::string& content) {
  static std::atomic<unsigned> counter = 0;
  const std::string temporary =
      path + "." + std::to_string(::getpid()) + "." + std::to_string(counter++) + ".tmp";
  const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) fail("write", temporary);
  std::size_t done = 0;
  while (done < content.size()) {
    const ssize_t count = ::write(file, content.data() + done, content.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    done += static_cast<std::size_t>(count);
  }
  const int written_error = errno;
  ::close(file);
  if (done == content.size() && ::rename(temporary.c_str(), path.c_str()) == 0) return;
  if (done < content.size()) errno = written_error;
  ::unlink(temporary.c_str());
  fail("write", path);
}

std::string text_or_empty(const Value& value, const char* key) {
  const auto found = value.find(key);
  return found != value.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Whether the session is written so already: to_json() without making it.
bool is_kept_as(const Session& session, const Value& kept) {
  const auto same = [&](const char* key, const std::string& text) {
    const auto found = kept.find(key);
    return found != kept.end() && found->is_string() &&
           found->get_ref<const std::string&>() == text;
  };
  const auto uid = kept.find("uid"), context = kept.find("context"),
             actions = kept.find("saved_actions");
  return kept.is_object() && kept.size() == (session.saved_actions.is_null() ? 6U : 7U) &&
         same("db", session.db) && same("login", session.login) &&
         same("session_token", session.token) && same("debug", session.debug) &&
         uid != kept.end() && *uid == session.uid && context != kept.end() &&
         *context == session.context &&
         (session.saved_actions.is_null()
              ? actions == kept.end()
              : actions != kept.end() && *actions == session.saved_actions);
}

}  // namespace

void Session::logout(bool keep_db) {
  if (!keep_db) db.clear();
  uid = 0;
  login.clear();
  token.clear();
  context = Value::object();
  saved_actions = nullptr;
  rotate = true;
}

Value Session::to_json() const {
  Value out = {{"db", db},           {"uid", uid},    {"login", login}, {"session_token", token},
               {"context", context}, {"debug", debug}};
  if (!saved_actions.is_null()) out["saved_actions"] = saved_actions;
  return out;
}

void Session::read_json(const Value& value) {
  if (!value.is_object()) return;
  db = text_or_empty(value, "db");
  login = text_or_empty(value, "login");
  token = text_or_empty(value, "session_token");
  debug = text_or_empty(value, "debug");
  uid = value.contains("uid") && value["uid"].is_number_integer() ? value["uid"].get<Id>() : 0;
  if (value.contains("context") && value["context"].is_object()) context = value["context"];
  if (value.contains("saved_actions")) saved_actions = value["saved_actions"];
}

SessionStore::SessionStore(std::string folder, std::chrono::seconds lifetime)
    : folder_(std::move(folder)), lifetime_(lifetime) {
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  if (error) throw std::runtime_error("cannot create " + folder_ + ": " + error.message());
  ::chmod(folder_.c_str(), 0700);  // a session id is as good as a password
}

std::string SessionStore::new_sid() { return bridge::random_hex(20); }

bool SessionStore::is_sid(std::string_view text) {
  return text.size() == 40 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string SessionStore::path(const std::string& sid) const {
  return folder_ + "/" + sid + ".json";
}

std::shared_ptr<const Value> SessionStore::load(const std::string& sid) {
  const std::string file = path(sid);
  struct stat status {};
  const bool there = ::stat(file.c_str(), &status) == 0;
  const std::time_t now = std::time(nullptr);
  const std::lock_guard lock(mutex_);
  if (!there || now - status.st_mtim.tv_sec > lifetime_.count()) {
    cache_.erase(sid);
    return nullptr;
  }
  const auto found = cache_.find(sid);
  std::shared_ptr<const Value> content;
  if (found != cache_.end() && found->second.version == version_of(status)) {
    content = found->second.content;
  } else {
    std::ifstream stream(file);
    std::stringstream text;
    text << stream.rdbuf();
    try {
      content = std::make_shared<const Value>(parse_json(text.str()));
    } catch (const JsonError&) {
      log(Level::warning, "broken session file", {{"file", file}});
      return nullptr;
    }
  }
  if (now - status.st_mtim.tv_sec > touch_after) {
    // Use keeps a session alive, so the time of the file is the time of the last use.
    ::utimensat(AT_FDCWD, file.c_str(), nullptr, 0);
    ::stat(file.c_str(), &status);
  }
  if (cache_.size() >= cache_limit) cache_.clear();
  cache_[sid] = {version_of(status), content};
  return content;
}

Session SessionStore::open(const std::optional<std::string>& sid) {
  Session session;
  if (!sid || !is_sid(*sid)) {
    session.sid = new_sid();
    return session;
  }
  session.sid = *sid;
  if (const std::shared_ptr<const Value> content = load(*sid)) session.read_json(*content);
  return session;
}

void SessionStore::save(const Session& session) {
  {
    // what open() has just read, most of the time: the file need not be looked at again
    const std::lock_guard lock(mutex_);
    const auto known = cache_.find(session.sid);
    if (known != cache_.end() && is_kept_as(session, *known->second.content)) return;
  }
  Value content = session.to_json();
  const std::string file = path(session.sid);
  write_atomically(file, dump_json(content));
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return;
  const std::lock_guard lock(mutex_);
  cache_[session.sid] = {version_of(status), std::make_shared<const Value>(std::move(content))};
}

void SessionStore::remove(const std::string& sid) {
  ::unlink(path(sid).c_str());
  const std::lock_guard lock(mutex_);
  cache_.erase(sid);
}

std::size_t SessionStore::sweep() {
  std::size_t removed = 0;
  const std::time_t oldest = std::time(nullptr) - lifetime_.count();
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
    struct stat status {};
    if (::stat(entry.path().c_str(), &status) != 0 || !S_ISREG(status.st_mode) ||
        status.st_mtim.tv_sec >= oldest)
      continue;
    if (::unlink(entry.path().c_str()) == 0) ++removed;
    const std::lock_guard lock(mutex_);
    cache_.erase(entry.path().stem().string());
  }
  return removed;
}

std::string session_cookie(const std::string& sid, bool secure) {
  const std::time_t expires = std::time(nullptr) + cookie_age;
  std::tm utc{};
  gmtime_r(&expires, &utc);
  char date[40];
  std::strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &utc);
  return "session_id=" + sid + "; Expires=" + date + "; Max-Age=" + std::to_string(cookie_age) +
         "; HttpOnly; Path=/; SameSite=Lax" + (secure ? "; Secure" : "");
}

}  // namespace chatterd::rpc
