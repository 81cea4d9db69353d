// The way of a request: route, session, parameters, authentication, handler, answer.
#pragma once
#include <atomic>
#include <memory>
#include <string>

#include "rpc/backend/databases.hpp"
#include "rpc/http/http_server.hpp"
#include "rpc/monitoring/metrics.hpp"
#include "rpc/routes/call.hpp"
#include "rpc/routes/routes.hpp"
#include "rpc/sessions/odoo_sessions.hpp"
#include "rpc/sessions/session.hpp"
#include "rpc/wire/wire_errors.hpp"

namespace chatterd::rpc {

class Application {
 public:
  // All but the table must outlive the application. `odoo` (may be null) knows the sessions that
  // are not ours. A body of more than `stranger_limit` bytes is taken from those only who show that
  // they are somebody (Route::proof).
  Application(RouteTable table, const Databases& databases, SessionStore& sessions,
              Metrics& metrics, OdooSessions* odoo = nullptr, std::size_t stranger_limit = 1 << 20);

  // What the HTTP server asks for every request.
  Plan plan(const HttpRequest& head) const;

 private:
  bool knows(Proof proof, const HttpRequest& head, std::string_view begin) const;
  void serve(const Match& match, std::shared_ptr<HttpRequest> request, Responder respond) const;
  void serve_trusted(const TrustedHandler& handler, const Match& match,
                     std::shared_ptr<HttpRequest> request, Responder respond) const;
  void run(const Match& match, const std::shared_ptr<Call>& call, Responder respond) const;
  void run_prepared(const Match& match, const std::shared_ptr<Call>& call,
                    const Responder& respond) const;
  void prepare(Call& call) const;
  void find_session(Call& call) const;
  void choose_database(Call& call) const;
  std::optional<HttpResponse> handle(const Match& match, const std::shared_ptr<Call>& call,
                                     const Responder& respond) const;
  std::optional<HttpResponse> call_handler(const Route& route, const std::shared_ptr<Call>& call,
                                           const Responder& respond) const;
  void authenticate(Call& call) const;
  std::string save_session(Call& call) const;
  void add_session(Call& call, HttpResponse& response) const;
  void fail(Call& call, const Responder& respond) const;
  void finish(const Call& call, HttpResponse response, const WireError* wire,
              const Responder& respond) const;

  RouteTable table_;
  const Databases& databases_;
  SessionStore& sessions_;
  Metrics& metrics_;
  OdooSessions* odoo_;
  const std::size_t stranger_limit_;
};

// The language of a header Accept-Language as Odoo names it, "en_US" when in doubt (http.py
// setup_lang).
std::string accepted_language(std::string_view header);

}  // namespace chatterd::rpc
