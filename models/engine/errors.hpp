// The exceptions that models raise, under Odoo's names (odoo/exceptions.py).
// rpc/wire/wire_errors.cpp turns them into JSON-RPC error objects and XML-RPC faults; nothing else
// interprets them.
#pragma once
#include <stdexcept>
#include <string>
#include <utility>

namespace chatterd {

// What the Python class is on the wire: data.name and data.exception_type.
enum class ErrorKind {
  warning,           // odoo.exceptions.Warning / UserError
  redirect_warning,  // odoo.exceptions.RedirectWarning
  access_error,      // odoo.exceptions.AccessError
  access_denied,     // odoo.exceptions.AccessDenied
  missing_error,     // odoo.exceptions.MissingError
  validation_error,  // odoo.exceptions.ValidationError
  session_expired,   // odoo.http.SessionExpiredException (JSON code 100)
  not_found,         // werkzeug.exceptions.NotFound
  bad_request,       // werkzeug.exceptions.BadRequest
  forbidden,         // werkzeug.exceptions.Forbidden
  internal           // a plain Python exception, named by python_name()
};

class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message, std::string python_name)
      : std::runtime_error(message), kind_(kind), python_name_(std::move(python_name)) {}
  ErrorKind kind() const { return kind_; }
  // The qualified Python class, such as "builtins.ValueError".
  const std::string& python_name() const { return python_name_; }

 private:
  ErrorKind kind_;
  std::string python_name_;
};

// One type per class of Odoo's, so that callers can catch what they mean.
template <ErrorKind Kind>
class KindOfError : public Error {
 public:
  KindOfError(const std::string& message, const char* python_name)
      : Error(Kind, message, python_name) {}
};

struct UserError : KindOfError<ErrorKind::warning> {
  explicit UserError(const std::string& m) : KindOfError(m, "odoo.exceptions.UserError") {}
};
// A warning with a button that opens an action.
struct RedirectWarning : KindOfError<ErrorKind::redirect_warning> {
  RedirectWarning(const std::string& m, long long action_, std::string button_)
      : KindOfError(m, "odoo.exceptions.RedirectWarning"),
        action(action_),
        button(std::move(button_)) {}
  long long action;    // id of the ir.actions record
  std::string button;  // its label
};
struct AccessError : KindOfError<ErrorKind::access_error> {
  explicit AccessError(const std::string& m) : KindOfError(m, "odoo.exceptions.AccessError") {}
};
struct AccessDenied : KindOfError<ErrorKind::access_denied> {
  explicit AccessDenied(const std::string& m = "Access denied")
      : KindOfError(m, "odoo.exceptions.AccessDenied") {}
};
struct MissingError : KindOfError<ErrorKind::missing_error> {
  explicit MissingError(const std::string& m) : KindOfError(m, "odoo.exceptions.MissingError") {}
};
struct ValidationError : KindOfError<ErrorKind::validation_error> {
  explicit ValidationError(const std::string& m)
      : KindOfError(m, "odoo.exceptions.ValidationError") {}
};
struct SessionExpired : KindOfError<ErrorKind::session_expired> {
  SessionExpired() : KindOfError("Session expired", "odoo.http.SessionExpiredException") {}
};
struct NotFound : KindOfError<ErrorKind::not_found> {
  explicit NotFound(const std::string& m = "404 Not Found")
      : KindOfError(m, "werkzeug.exceptions.NotFound") {}
};
struct BadRequest : KindOfError<ErrorKind::bad_request> {
  explicit BadRequest(const std::string& m) : KindOfError(m, "werkzeug.exceptions.BadRequest") {}
};
struct Forbidden : KindOfError<ErrorKind::forbidden> {
  explicit Forbidden(const std::string& m) : KindOfError(m, "werkzeug.exceptions.Forbidden") {}
};

// Python's own exceptions, where stock Odoo lets one through and a client sees its name and text.
struct ValueError : KindOfError<ErrorKind::internal> {
  explicit ValueError(const std::string& m) : KindOfError(m, "builtins.ValueError") {}
};
struct KeyError : KindOfError<ErrorKind::internal> {
  explicit KeyError(const std::string& m) : KindOfError(m, "builtins.KeyError") {}
};
struct TypeError : KindOfError<ErrorKind::internal> {
  explicit TypeError(const std::string& m) : KindOfError(m, "builtins.TypeError") {}
};
struct AttributeError : KindOfError<ErrorKind::internal> {
  explicit AttributeError(const std::string& m) : KindOfError(m, "builtins.AttributeError") {}
};
struct NotImplementedError : KindOfError<ErrorKind::internal> {
  explicit NotImplementedError(const std::string& m = {})
      : KindOfError(m, "builtins.NotImplementedError") {}
};
struct AssertionError : KindOfError<ErrorKind::internal> {
  explicit AssertionError(const std::string& m) : KindOfError(m, "builtins.AssertionError") {}
};

}  // namespace chatterd
