// What the layer below offers to the protocols: one database and its models. The protocols are
// written and tested against this; rpc/backend/engine_backend.cpp binds it to
// models/engine/engine.hpp.
#pragma once
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "models/engine/http_routes.hpp"
#include "models/engine/json_routes.hpp"
#include "models/engine/value.hpp"

namespace chatterd::rpc {

// A session of which the addon has only read the file: what it would have asked the database is
// asked here, and the call is declined unless the token holds, the user is an employee, and Odoo
// knows of all changes to modules and caches.
struct Hearsay {
  Id registry = 0, caches = 0;  // base_registry_signaling, base_cache_signaling as Odoo knows them
};

// Who calls and how they prove it. The proof is checked inside the transaction of the call, so that
// it costs no statement of its own and no changed password is missed.
struct Caller {
  Id uid = 0;  // 0: nobody is logged in, the public user acts
  Value context = Value::object();
  // The proof of a uid that is not 0: a web session, or a password.
  std::string sid, session_token;
  std::string password;
  bool trusted = false;            // no proof needed: somebody trusted vouches for the uid
  std::optional<Hearsay> hearsay;  // of a trusted caller: session and token are to be proved here
  bool may_decline =
      false;  // throw Declined where an Odoo with other modules would answer otherwise
  // A call that must happen once, here or in Odoo: its transaction takes this id, and is given up
  // when somebody else has taken it, or when nobody waits for it any more.
  std::string write;
  std::function<bool()> abandoned;    // may be empty
  std::string remote;                 // the client's address: failed log-ins are counted by it
  std::size_t* statements = nullptr;  // the call adds the number of SQL statements it sent
  // Where given, call_kw and route may put the answer there as JSON text, and answer null.
  std::string* text = nullptr;
};

// What res.users authenticate() wants to know of the request.
struct LoginRequest {
  std::string login, password;
  std::string base_location;  // "http://host:port", or "" over RPC without an agent environment
  std::string remote;
};

// Nothing was done: this is for Odoo itself to answer.
class Declined : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Backend {
 public:
  virtual ~Backend() = default;
  virtual std::string database() const = 0;

  // A remote call in one transaction with retries (api.py call_kw). `kwargs` may hold the context.
  // Throws chatterd::Error; SessionExpired or AccessDenied when the proof is wrong.
  virtual Value call_kw(const Caller& caller, const std::string& model, const std::string& method,
                        Value args, Value kwargs) = 0;
  // The JSON routes that the models answer. They live as long as the process.
  virtual const std::vector<JsonRoute>& routes() const = 0;
  // One of them. The context is the caller's.
  virtual Value route(const JsonRoute& route, const Caller& caller, const Value& params) = 0;
  // One of http_routes(), as the caller; as the superuser where the route asks for nobody.
  virtual HttpReply http_route(const HttpRoute& route, const Caller& caller,
                               const HttpQuery& query) = 0;
  // An attachment that has this path as its `url` (ir.http _serve_attachment); 404 when there is
  // none.
  virtual HttpReply served_attachment(const HttpQuery& query) = 0;

  // The user's id. Throws AccessDenied.
  virtual Id authenticate(const LoginRequest& request) = 0;
  // Only checks the proof. Throws SessionExpired or AccessDenied.
  virtual void check(const Caller& caller) = 0;
  // res.users _compute_session_token: what a session has to hold to be this user's.
  virtual std::string session_token(Id uid, const std::string& sid) = 0;
  // ir.http session_info() without "db" and "uid" (they are the session's) but with "user_context",
  // which is res.users context_get() with `uid` added.
  virtual Value session_info(const Caller& caller) = 0;

  // {"modules": [names], "methods": {model: [names]}}: the modules whose models are known here, and
  // the methods that answer remote calls.
  virtual Value served() = 0;

  virtual std::vector<std::string> installed_modules() = 0;
  // [code, name] of every language known (tools.scan_languages), by name.
  virtual Value languages() = 0;
  // ir.config_parameter get_param, "" when unset.
  virtual std::string parameter(const std::string& key) = 0;
  // Asks the database for a sign of life. Throws when there is none.
  virtual void ping() = 0;
};

}  // namespace chatterd::rpc
