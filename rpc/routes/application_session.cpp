// Who calls: the session of a request, whether it holds, and what the answer says of it.
#include "models/engine/errors.hpp"
#include "rpc/routes/application.hpp"
#include "rpc/routes/strangers.hpp"

namespace chatterd::rpc {
namespace {

std::optional<std::string> explicit_sid(const HttpRequest& request) {
  if (auto sid = request.argument("session_id"); sid && !sid->empty()) return sid;
  if (const std::string_view sid = request.header("x-openerp-session-id"); !sid.empty())
    return std::string(sid);
  return std::nullopt;
}

std::optional<std::string> sid_of(const HttpRequest& request) {
  const std::optional<std::string> sid = explicit_sid(request);
  return sid ? sid : request.cookie("session_id");
}

}  // namespace

// Whether the client is somebody, by what has come of its request. On a worker.
bool Application::knows(Proof proof, const HttpRequest& head, std::string_view begin) const {
  if (proof != Proof::session) {
    std::optional<ClaimedCaller> claimed =
        proof == Proof::json_call ? proof_in_json(begin) : proof_in_xml(begin);
    const Database* database = claimed ? databases_.find(claimed->database) : nullptr;
    if (database == nullptr) return false;
    claimed->caller.remote = head.remote;
    try {
      database->backend->check(claimed->caller);
      return true;
    } catch (const Error&) {
      return false;
    }
  }
  const std::optional<std::string> sid = sid_of(head);
  const Session session = sessions_.open(sid);
  if (session.uid != 0) return databases_.shown(session.db, head.host) != nullptr;
  return odoo_ && sid && odoo_->find(*sid);
}

void Application::find_session(Call& call) const {
  const std::optional<std::string> sid = sid_of(*call.request);
  call.session = sessions_.open(sid);
  const bool asks_who =
      odoo_ && sid && call.session.uid == 0 && call.route && call.route->auth != Auth::none;
  if (std::optional<Session> known = asks_who ? odoo_->find(*sid) : std::nullopt) {
    call.session = std::move(*known);
    call.odoo_session = true;
  }
  call.session.from_cookie = !explicit_sid(*call.request);
}

// http.py setup_db: the session's database, as long as the host shows it, or the only one it shows.
void Application::choose_database(Call& call) const {
  const std::string& host = call.request->host;
  Session& session = call.session;
  call.database = databases_.shown(session.db, host);
  call.names_database = call.database != nullptr && databases_.several();
  if (call.database != nullptr) return;
  if (!session.db.empty()) session.logout(false);
  call.database = databases_.only(host);
  if (call.database != nullptr) session.db = call.database->name;
}

void Application::authenticate(Call& call) const {
  call.authenticated = false;
  if (call.route->auth == Auth::none) return;
  call.authenticated = call.session.uid != 0;
  if (call.authenticated && (!call.trusted || call.hearsay) &&
      call.route->verify == Verify::before_handler) {
    try {
      call.backend().check(call.caller());
    } catch (const SessionExpired&) {
      call.authenticated = false;
      call.session.logout(true);
    }
  }
  if (!call.authenticated && call.route->auth == Auth::user) throw SessionExpired();
}

void Application::add_session(Call& call, HttpResponse& response) const {
  if (const std::string sid = save_session(call); !sid.empty())
    response.headers.emplace_back("Set-Cookie",
                                  session_cookie(sid, call.request->scheme == "https"));
}

// The session that a cookie has to name, "" when there is none to set (http.py get_response).
std::string Application::save_session(Call& call) const {
  if (call.trusted || call.odoo_session || call.may_decline ||
      (call.route && !call.route->save_session))
    return {};
  Session& session = call.session;
  if (session.rotate) {
    sessions_.remove(session.sid);
    session.sid = SessionStore::new_sid();
    if (session.uid != 0) session.token = call.backend().session_token(session.uid, session.sid);
    session.rotate = false;
  }
  // A visitor's session that holds nothing is not worth a file: crawlers and health checks have one
  // each.
  if (session.uid != 0 || !session.debug.empty() || (call.names_database && !session.db.empty()))
    sessions_.save(session);
  return session.from_cookie ? session.sid : std::string();
}

}  // namespace chatterd::rpc
