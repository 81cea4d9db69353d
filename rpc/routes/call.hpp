// One request on its way through its route: who calls, with what, and the answer.
#pragma once
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rpc/backend/databases.hpp"
#include "rpc/http/http_message.hpp"
#include "rpc/routes/routes.hpp"
#include "rpc/sessions/session.hpp"

namespace chatterd::rpc {

struct Call {
  std::shared_ptr<HttpRequest> request;
  const Databases* databases = nullptr;
  const Database* database = nullptr;  // null: the request has not said which of several
  const Route* route = nullptr;
  bool is_json = false;
  Value request_id = nullptr;  // JSON-RPC's id, echoed
  // JSON: the object of parameters, without the context. HTTP: query, form and path, as strings.
  Value params = Value::object();
  std::vector<FormPart> files;  // of a multipart form
  Value context = Value::object();
  Session session;                 // saved with the answer
  bool authenticated = false;      // caller() acts as the session's user
  bool names_database = false;     // the session says which of several it is about
  bool odoo_session = false;       // the session is Odoo's own: it is not saved here
  bool trusted = false;            // the user is vouched for: by the addon's signature, or by Odoo
  std::optional<Hearsay> hearsay;  // of a trusted call: see Caller
  // What only Odoo can answer is left to it, with status 421: it stands behind the addon or the
  // gateway.
  bool may_decline = false;
  std::string write;    // of the addon's call that writes: see Caller
  double deadline = 0;  // Unix seconds after which nobody waits for it; 0: none
  std::string subject;  // for the log: "mail.channel.message_post"
  std::size_t statements = 0;
  std::string result_text;  // the answer's `result` as JSON, where a handler has it in this form

  // Of the database. Not where there is none: Route::without_database.
  Backend& backend() const { return *database->backend; }
  // The session's user with its proof, or nobody. Valid while the call lives.
  Caller caller();
  // A parameter that Odoo's controller method `function` cannot do without; TypeError as Python's.
  const Value& required(const char* name, const char* function) const;
  // The same, taken out of the parameters: it may be large.
  Value taken(const char* name, const char* function);
  // Null when absent.
  Value parameter(const char* name) const;
  std::string url_root() const;  // "http://host:port"
};

// The answer of a JSON route whose handler returns before it has one. Small: it keeps nothing of
// the call but what the answer needs, so that a parked poll costs little. Copies share one answer.
class Answer {
 public:
  struct State;
  explicit Answer(std::shared_ptr<State> state) : state_(std::move(state)) {}
  void result(Value value) const;
  void error(const std::exception_ptr& error) const;
  // For an answer that many polls share: the text of the `result`, already as JSON.
  void result_text(const std::string& json) const;

 private:
  std::shared_ptr<State> state_;
};

}  // namespace chatterd::rpc
