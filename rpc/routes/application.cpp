// From a matched route to an answer, in the order of odoo/http.py Root.dispatch and ir.http
// _dispatch.
#include "rpc/routes/application.hpp"

#include <atomic>

#include "models/engine/errors.hpp"
#include "rpc/monitoring/log.hpp"
#include "rpc/routes/endpoints.hpp"
#include "rpc/routes/trail.hpp"
#include "rpc/sessions/csrf.hpp"
#include "rpc/wire/html_pages.hpp"
#include "rpc/wire/jsonrpc.hpp"
#include "rpc/wire/wire_errors.hpp"

namespace chatterd::rpc {

namespace {

constexpr std::size_t unknown_body_limit = 1 << 20;

void read_http_parameters(Call& call) {
  const HttpRequest& request = *call.request;
  for (const auto& [name, value] : request.query)
    if (!call.params.contains(name)) call.params[name] = value;
  Value form = Value::object();
  for (FormPart& part : parse_form(request)) {
    if (part.filename)
      call.files.push_back(std::move(part));
    else if (!form.contains(part.name))
      form[part.name] = part.content;
  }
  call.params.update(form);
  call.params.erase("session_id");
}

// A JSON request for an HTTP route and the other way round (http.py _call_function).
[[noreturn]] void wrong_type(const Call& call) {
  const char* declared = call.is_json ? "http" : "json";
  const char* called = call.is_json ? "json" : "http";
  throw BadRequest(call.request->path +
                   ": Function declared as capable of handling request of type '" + declared +
                   "' but called with a request of type '" + called + "'");
}

// Whether only Odoo can say what this error would be there: one of Python's own, where other
// modules may have added what is missing here. The transaction is gone, so nothing was done.
bool left_to_odoo(const Call& call, const std::exception_ptr& error) {
  if (!call.may_decline) return false;
  try {
    std::rethrow_exception(error);
  } catch (const Declined&) {
    return true;
  } catch (const SessionExpired&) {
    return !call.trusted;
  } catch (const Error& known) {
    return known.kind() == ErrorKind::internal || known.kind() == ErrorKind::not_found;
  } catch (...) {
    return false;
  }
}

// One of few words, for the counter.
const char* decline_reason(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const Declined&) {
    return "kept by Odoo";
  } catch (const SessionExpired&) {
    return "unknown session";
  } catch (const Error& known) {
    return known.kind() == ErrorKind::not_found ? "nothing of that name" : "not known here";
  } catch (...) {
    return "other";
  }
}

// What an expired session means to a browser: back to the log-in page (http.py
// HttpRequest._handle_exception).
HttpResponse to_login(const Call& call) {
  const HttpRequest& request = *call.request;
  std::string target = call.url_root() + request.target;
  if (request.method == "POST") {
    const std::size_t question = request.target.find('?');
    target = "/web/proxy/post" + request.target + (question == std::string::npos ? "?" : "");
  }
  return redirect(call.url_root() + "/web/login?redirect=" + percent_encode(target));
}

// What a browser asks before it sends a page's request to another server (http.py
// HttpRequest.dispatch).
HttpResponse preflight() {
  HttpResponse response;
  response.set("Content-Type", "text/html; charset=utf-8");
  response.set("Access-Control-Max-Age", "86400");
  response.set("Access-Control-Allow-Headers",
               "Origin, X-Requested-With, Content-Type, Accept, X-Debug-Mode");
  return response;
}

void allow_origin(const Route& route, HttpResponse& response) {
  if (route.cors.empty()) return;
  const bool json = std::holds_alternative<JsonHandler>(route.handler) ||
                    std::holds_alternative<JsonLaterHandler>(route.handler);
  response.set("Access-Control-Allow-Origin", route.cors);
  response.set("Access-Control-Allow-Methods", json                    ? "POST"
                                               : route.methods.empty() ? "GET, POST"
                                                                       : route.methods);
}

}  // namespace

// Kept while a poll is parked; everything else of the call is gone by then.
struct Answer::State {
  Responder respond;
  Trail trail;
  Value id;
  std::string sid;  // that a cookie has to name; "" for none
  bool secure = false;
  std::size_t statements = 0;
  std::atomic<bool> answered = false;

  void send(HttpResponse response, const WireError* error) {
    if (answered.exchange(true)) return;
    if (!sid.empty()) response.headers.emplace_back("Set-Cookie", session_cookie(sid, secure));
    if (trail.route) allow_origin(*trail.route, response);
    trail.finish(response.status, response.body.size(), statements, error);
    respond(std::move(response));
  }
};

void Answer::result(Value value) const { state_->send(json_result(state_->id, value), nullptr); }
void Answer::result_text(const std::string& json) const {
  state_->send(json_result_text(state_->id, json), nullptr);
}
void Answer::error(const std::exception_ptr& error) const {
  const WireError wire = describe_error(error);
  state_->send(json_failure(state_->id, wire), &wire);
}

Application::Application(RouteTable table, const Databases& databases, SessionStore& sessions,
                         Metrics& metrics, OdooSessions* odoo, std::size_t stranger_limit)
    : table_(std::move(table)),
      databases_(databases),
      sessions_(sessions),
      metrics_(metrics),
      odoo_(odoo),
      stranger_limit_(stranger_limit) {}

Plan Application::plan(const HttpRequest& head) const {
  auto match = std::make_shared<Match>(table_.find(head.method, head.path));
  // what another door has is not here
  if (match->route && match->route->door != head.door) *match = {};
  Plan plan;
  plan.body_limit = match->route ? match->route->body_limit : unknown_body_limit;
  if (match->route && match->route->proof != Proof::none && plan.body_limit > stranger_limit_) {
    plan.leave_from = stranger_limit_;
    plan.leave = [this, proof = match->route->proof](const HttpRequest& request,
                                                     std::string_view begin) {
      return knows(proof, request, begin);
    };
  }
  plan.on_io_thread = match->route && match->route->on_io_thread;
  plan.handler = [this, match = std::move(match)](std::shared_ptr<HttpRequest> request,
                                                  Responder respond) {
    serve(*match, std::move(request), std::move(respond));
  };
  return plan;
}

void Application::serve(const Match& match, std::shared_ptr<HttpRequest> request,
                        Responder respond) const {
  if (match.route) {
    if (const RawHandler* handler = std::get_if<RawHandler>(&match.route->handler)) {
      Trail trail = trail_of(*request, match.route, metrics_);
      Responder logged = [trail = std::move(trail),
                          respond = std::move(respond)](HttpResponse response) {
        trail.finish(response.status, response.body.size(), 0);
        respond(std::move(response));
      };
      return (*handler)(std::move(request), std::move(logged));
    }
    if (const TrustedHandler* handler = std::get_if<TrustedHandler>(&match.route->handler))
      return serve_trusted(*handler, match, std::move(request), std::move(respond));
  }
  auto call = std::make_shared<Call>();
  call->request = std::move(request);
  call->databases = &databases_;
  call->route = match.route;
  run(match, call, std::move(respond));
}

// The call that a trusted request makes, as its user and without a session of its own.
void Application::serve_trusted(const TrustedHandler& handler, const Match& match,
                                std::shared_ptr<HttpRequest> request, Responder respond) const {
  const Trail trail = trail_of(*request, match.route, metrics_);
  const auto answer = [&](HttpResponse response) {
    trail.finish(response.status, response.body.size(), 0);
    respond(std::move(response));
  };
  std::variant<TrustedCall, HttpResponse> asked = handler(*request);
  if (HttpResponse* response = std::get_if<HttpResponse>(&asked))
    return answer(std::move(*response));
  TrustedCall& trusted = std::get<TrustedCall>(asked);
  const Match target = table_.find("POST", trusted.path);
  const bool json =
      target.route && (std::holds_alternative<JsonHandler>(target.route->handler) ||
                       std::holds_alternative<JsonLaterHandler>(target.route->handler));
  if (!json) {
    metrics_.declined("no such route");
    return answer(declined("no such route: " + trusted.path));
  }
  auto call = std::make_shared<Call>();
  call->request = std::move(request);
  call->databases = &databases_;
  call->database = trusted.database;
  call->route = target.route;
  call->is_json = call->trusted = call->may_decline = true;
  call->session.uid = trusted.uid;
  call->session.sid = std::move(trusted.session);
  call->session.db = trusted.database->name;
  call->session.context = call->context = std::move(trusted.context);
  call->params = std::move(trusted.params);
  call->write = std::move(trusted.write);
  call->deadline = trusted.deadline;
  call->request_id = std::move(trusted.id);
  if (trusted.is_hearsay) {
    call->session.token = std::move(trusted.token);
    call->hearsay = Hearsay{trusted.registry, trusted.caches};
  }
  run_prepared(target, call, respond);
}

// All stages of a request; whatever one of them throws is the answer.
void Application::run(const Match& match, const std::shared_ptr<Call>& call,
                      Responder respond) const {
  try {
    prepare(*call);
  } catch (...) {
    // Before there is a request object, http.py answers with a page, and no session.
    const WireError wire = describe_error(std::current_exception());
    return finish(*call, error_page(wire), &wire, respond);
  }
  run_prepared(match, call, respond);
}

void Application::run_prepared(const Match& match, const std::shared_ptr<Call>& call,
                               const Responder& respond) const {
  std::optional<HttpResponse> response;
  try {
    response = handle(match, call, respond);
    if (!response) return;
    add_session(*call, *response);
  } catch (...) {
    return fail(*call, respond);
  }
  finish(*call, std::move(*response), nullptr, respond);
}

// In a catch block: answers with its exception.
void Application::fail(Call& call, const Responder& respond) const {
  WireError wire = describe_error(std::current_exception());
  if (left_to_odoo(call, std::current_exception())) {
    wire.expected = true;
    metrics_.declined(decline_reason(std::current_exception()));
    return finish(call, declined(traceback_line(wire)), &wire, respond);
  }
  HttpResponse response = call.is_json       ? json_failure(call.request_id, wire)
                          : wire.code == 100 ? to_login(call)
                                             : error_page(wire);
  try {
    add_session(call, response);
  } catch (const std::exception& error) {
    log(Level::error, "session not saved",
        {{"request", call.request->id}, {"error", error.what()}});
  }
  finish(call, std::move(response), &wire, respond);
}

void Application::finish(const Call& call, HttpResponse response, const WireError* wire,
                         const Responder& respond) const {
  if (call.route) allow_origin(*call.route, response);
  Trail trail = trail_of(*call.request, call.route, metrics_);
  trail.uid = call.session.uid;
  if (databases_.several()) trail.database = call.session.db;
  trail.subject = call.subject;
  trail.finish(response.status, response.body.size(), call.statements, wire);
  respond(std::move(response));
}

// From the matched row to its answer; none when the handler answers later.
std::optional<HttpResponse> Application::handle(const Match& match,
                                                const std::shared_ptr<Call>& call,
                                                const Responder& respond) const {
  if (!match.route && !match.allowed.empty()) {
    HttpResponse response = error_page(405);
    response.set("Allow", match.allowed);
    return response;
  }
  const bool served = match.route && (call->database || match.route->without_database);
  if (!served && !call->is_json) return unknown_path(*call);
  if (!served)
    throw NotFound(
        "The requested URL was not found on the server. If you entered the URL manually please "
        "check your spelling and try again.");
  const Route& route = *match.route;
  call->params.update(match.arguments);
  try {
    authenticate(*call);
    return call_handler(route, call, respond);
  } catch (const SessionExpired&) {
    // The session did not hold: its user is logged out, and what is open to all goes on without
    // one.
    if (!call->authenticated) throw;
    call->authenticated = false;
    call->session.logout(true);
    call->context = call->session.context;
    if (route.auth != Auth::open) throw;
  }
  return call_handler(route, call, respond);
}

std::optional<HttpResponse> Application::call_handler(const Route& route,
                                                      const std::shared_ptr<Call>& call,
                                                      const Responder& respond) const {
  if (call->request->method == "OPTIONS" && !call->is_json && !route.cors.empty())
    return preflight();
  if (const auto* handler = std::get_if<HttpHandler>(&route.handler)) {
    if (call->is_json) wrong_type(*call);
    if (route.csrf) check_csrf(*call);
    return (*handler)(*call);
  }
  if (!call->is_json) wrong_type(*call);
  if (const auto* handler = std::get_if<JsonHandler>(&route.handler)) {
    const Value result = (*handler)(*call);
    return call->result_text.empty() ? json_result(call->request_id, result)
                                     : json_result_text(call->request_id, call->result_text);
  }
  auto state = std::make_shared<Answer::State>();
  state->trail = trail_of(*call->request, &route, metrics_);
  state->trail.uid = call->authenticated ? call->session.uid : 0;
  if (databases_.several()) state->trail.database = call->session.db;
  state->id = call->request_id;
  state->sid = save_session(*call);
  state->secure = call->request->scheme == "https";
  state->respond = respond;
  // What it throws, it throws before it keeps the answer: then run() answers.
  std::get<JsonLaterHandler>(route.handler)(call, Answer(state));
  return std::nullopt;
}

// The session, and the parameters of either codec.
void Application::prepare(Call& call) const {
  const HttpRequest& request = *call.request;
  call.is_json = is_json_request(request);
  JsonCall json;
  if (call.is_json) {
    // the values are all of it from here on: a file in it is not kept twice
    const std::string body = std::exchange(call.request->body, {});
    json = parse_json_call(body);
  }
  call.may_decline = !request.header("x-chatterd-gateway").empty();
  find_session(call);
  choose_database(call);
  call.context = call.session.context;
  if (!call.context.contains("lang"))
    call.context["lang"] = accepted_language(request.header("accept-language"));
  if (call.is_json) {
    call.request_id = std::move(json.id);
    call.params = std::move(json.params);
    if (json.context.is_object()) call.context = std::move(json.context);
  } else {
    read_http_parameters(call);
  }
}

}  // namespace chatterd::rpc
