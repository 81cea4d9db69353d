// Asking Odoo whose a session is, as seldom as its log-outs allow.
#include "rpc/sessions/odoo_sessions.hpp"

#include "rpc/monitoring/log.hpp"

namespace chatterd::rpc {

namespace {

constexpr std::size_t entries_limit = 100000;  // sessions; beyond it all are asked for again
constexpr std::size_t idle_limit = 8;          // connections to Odoo kept open
// While Odoo does not answer, who was logged in stays so: the database still checks their token.
constexpr auto grace = std::chrono::minutes(2);

}  // namespace

OdooSessions::OdooSessions(std::string url, Token token, std::chrono::milliseconds fresh)
    : url_(std::move(url)), token_(std::move(token)), fresh_(fresh) {
  idle_.emplace_back(url_);
}

std::shared_ptr<OdooSessions::Entry> OdooSessions::entry_of(const std::string& sid) {
  const std::lock_guard lock(mutex_);
  if (entries_.size() >= entries_limit) entries_.clear();
  std::shared_ptr<Entry>& entry = entries_[sid];
  if (!entry) entry = std::make_shared<Entry>();
  return entry;
}

std::optional<Session> OdooSessions::find(const std::string& sid) {
  if (!SessionStore::is_sid(sid)) return std::nullopt;
  const std::shared_ptr<Entry> entry = entry_of(sid);
  const std::lock_guard lock(entry->mutex);
  const auto now = Clock::now();
  if (entry->asked && now - entry->checked < fresh_) return entry->session;
  try {
    ask(*entry, sid);
    entry->asked = true;
    entry->checked = now;
  } catch (const bridge::OdooUnreachable& error) {
    log(Level::warning, "Odoo does not answer", {{"error", error.what()}});
    if (now - entry->checked > grace) entry->session.reset();
    if (!entry->session) throw;
  }
  return entry->session;
}

// The whole session once; afterwards only whether it still stands, which costs Odoo far less.
void OdooSessions::ask(Entry& entry, const std::string& sid) {
  if (entry.session) {
    if (call("/web/session/check", sid).contains("error")) entry.session.reset();
    return;
  }
  const Value answer = call("/web/session/get_session_info", sid);
  const auto info = answer.find("result");
  if (info == answer.end() || !info->is_object()) return;
  const Value uid = info->value("uid", Value());
  const Value db = info->value("db", Value());
  if (!uid.is_number_integer() || !db.is_string()) return;
  Session session;
  session.sid = sid;
  session.db = db.get<std::string>();
  session.uid = uid.get<Id>();
  session.context = info->value("user_context", Value::object());
  const std::optional<std::string> token = token_(session.db, session.uid, sid);
  if (!token) return;
  session.token = *token;
  entry.session = std::move(session);
}

Value OdooSessions::call(const std::string& path, const std::string& sid) {
  std::optional<bridge::OdooClient> client;
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      client = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (!client) client.emplace(url_);
  Value answer = client->call(path, Value::object(), sid);
  const std::lock_guard lock(mutex_);
  if (idle_.size() < idle_limit) idle_.push_back(std::move(*client));
  return answer;
}

}  // namespace chatterd::rpc
