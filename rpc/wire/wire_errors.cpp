// The table of errors.
#include "rpc/wire/wire_errors.hpp"

#include <new>

#include "bridge/postgres/sql.hpp"
#include "models/engine/errors.hpp"
#include "rpc/wire/html_pages.hpp"
#include "rpc/wire/python_text.hpp"

namespace chatterd::rpc {

namespace {

// How Odoo's class keeps the message in its args, and what each protocol makes of the class.
enum class Args { message, message_and_none, message_and_empty, none };

struct Row {
  ErrorKind kind;
  const char* exception_type;
  Args args;
  int code;
  const char* title;
  int http_status;
  int page_status;
  int fault;
  bool expected;
};

constexpr const char* server_error = "Odoo Server Error";

constexpr Row rows[] = {
    {ErrorKind::warning, "user_error", Args::message_and_empty, 200, server_error, 200, 500, 2,
     true},
    {ErrorKind::redirect_warning, "warning", Args::message, 200, server_error, 200, 500, 2, true},
    {ErrorKind::access_error, "access_error", Args::message_and_none, 200, server_error, 200, 500,
     4, true},
    {ErrorKind::access_denied, "access_denied", Args::message, 200, server_error, 200, 403, 3,
     true},
    {ErrorKind::missing_error, "missing_error", Args::message_and_none, 200, server_error, 200, 500,
     2, true},
    {ErrorKind::validation_error, "validation_error", Args::message_and_none, 200, server_error,
     200, 500, 1, true},
    {ErrorKind::session_expired, "internal_error", Args::message, 100, "Odoo Session Expired", 200,
     403, 1, true},
    {ErrorKind::not_found, "internal_error", Args::none, 404, "404: Not Found", 404, 404, 1, true},
    {ErrorKind::bad_request, "internal_error", Args::none, 200, server_error, 200, 400, 1, true},
    {ErrorKind::forbidden, "internal_error", Args::none, 200, server_error, 200, 403, 1, true},
    {ErrorKind::internal, "internal_error", Args::message, 200, server_error, 200, 500, 1, false},
};

const Row& row_of(ErrorKind kind) {
  for (const Row& row : rows)
    if (row.kind == kind) return row;
  return rows[std::size(rows) - 1];
}

// str() of a werkzeug HTTPException.
std::string http_text(int status, const std::string& message) {
  const std::string name = std::to_string(status) + ' ' + reason_phrase(status);
  return message.starts_with(name) ? message : name + ": " + message;
}

// psycopg2.errors: the classes that a client or a log may meet.
const char* psycopg_class(const std::string& state) {
  static constexpr std::pair<const char*, const char*> names[] = {
      {"23502", "errors.NotNullViolation"},
      {"23503", "errors.ForeignKeyViolation"},
      {"23505", "errors.UniqueViolation"},
      {"23514", "errors.CheckViolation"},
      {"23001", "errors.RestrictViolation"},
      {"40001", "errors.SerializationFailure"},
      {"40P01", "errors.DeadlockDetected"},
      {"55P03", "errors.LockNotAvailable"},
      {"22001", "errors.StringDataRightTruncation"},
      {"22003", "errors.NumericValueOutOfRange"},
      {"22007", "errors.InvalidDatetimeFormat"},
      {"22008", "errors.DatetimeFieldOverflow"},
      {"22021", "errors.CharacterNotInRepertoire"},
      {"22P02", "errors.InvalidTextRepresentation"},
      {"22012", "errors.DivisionByZero"},
      {"42601", "errors.SyntaxError"},
      {"42703", "errors.UndefinedColumn"},
      {"42P01", "errors.UndefinedTable"},
      {"42883", "errors.UndefinedFunction"},
      {"42804", "errors.DatatypeMismatch"},
      {"42501", "errors.InsufficientPrivilege"},
      {"25006", "errors.ReadOnlySqlTransaction"},
      {"25P02", "errors.InFailedSqlTransaction"},
      {"53100", "errors.DiskFull"},
      {"53300", "errors.TooManyConnections"},
      {"54000", "errors.ProgramLimitExceeded"},
      {"57014", "errors.QueryCanceled"},
      {"57P01", "errors.AdminShutdown"},
      {"57P03", "errors.CannotConnectNow"},
  };
  for (const auto& [code, name] : names)
    if (state == code) return name;
  if (state.starts_with("08") || state.starts_with("5")) return "OperationalError";
  if (state.starts_with("22")) return "DataError";
  if (state.starts_with("23")) return "IntegrityError";
  if (state.starts_with("42")) return "ProgrammingError";
  return "DatabaseError";
}

WireError from_error(const Error& error) {
  const Row& row = row_of(error.kind());
  const std::string message = error.what();
  WireError out{.name = error.python_name(),
                .exception_type = row.exception_type,
                .arguments = Value::array(),
                .message = message,
                .text = message,
                .code = row.code,
                .title = row.title,
                .http_status = row.http_status,
                .page_status = row.page_status,
                .fault = row.fault,
                .expected = row.expected};
  switch (row.args) {
    case Args::message:
      out.arguments.push_back(message);
      // KeyError alone prints its argument's repr().
      if (out.name == "builtins.KeyError") out.text = python_string(message);
      break;
    case Args::message_and_none:
      out.arguments = {message, nullptr};
      out.message += "\nNone";
      out.text = python_pair_with_none(message);
      break;
    case Args::message_and_empty:
      out.arguments = {message, ""};
      out.message += "\n";
      out.text = "(" + python_string(message) + ", '')";
      break;
    case Args::none:
      out.text = http_text(row.page_status, message);
      out.message = out.text;
      break;
  }
  return out;
}

// What Python says of a value of another type than it needs, for the JSON library's words, such as
// "[json.exception.type_error.302] type must be string, but is number".
std::string type_error_text(const std::string& words) {
  static const std::pair<const char*, const char*> types[] = {
      {"number", "int"}, {"string", "str"},  {"array", "list"},
      {"object", "dict"}, {"boolean", "bool"}, {"null", "NoneType"}};
  const std::string kind = words.substr(words.find_last_of(' ') + 1);
  std::string is = kind;
  for (const auto& [json, python] : types)
    if (kind == json) is = python;
  const auto says = [&](const char* part) { return words.find(part) != std::string::npos; };
  if (says("must be string")) return "expected string or bytes-like object";
  if (says("must be number")) return "%d format: a number is required, not " + is;
  if (says("must be array")) return "'" + is + "' object is not iterable";
  if (says("push_back")) return "'" + is + "' object has no attribute 'append'";
  if (says("operator[]") && is == "list") return "list indices must be integers or slices, not str";
  if (says("operator[]") || says("at()")) return "'" + is + "' object is not subscriptable";
  return "'" + is + "' object has no attribute 'items'";
}

WireError internal(const std::string& name, const std::string& message) {
  return from_error(Error(ErrorKind::internal, message, name));
}

}  // namespace

WireError describe_error(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const Error& e) {
    return from_error(e);
  } catch (const bridge::SqlError& e) {
    return internal(std::string("psycopg2.") + psycopg_class(e.sqlstate), e.what());
  } catch (const bridge::ConnectionLost& e) {
    return internal("psycopg2.OperationalError", e.what());
  } catch (const Value::type_error& e) {
    // A client sent another type than the method wants, where Python would have stumbled as well.
    return internal("builtins.TypeError", type_error_text(e.what()));
  } catch (const Value::out_of_range& e) {
    // "[…] key 'name' not found"
    const std::string text = e.what();
    const std::size_t from = text.find('\''), to = text.rfind('\'');
    if (from == to) return internal("builtins.IndexError", "list index out of range");
    return internal("builtins.KeyError", text.substr(from + 1, to - from - 1));
  } catch (const std::invalid_argument& e) {
    return internal("builtins.ValueError", e.what());
  } catch (const std::out_of_range& e) {
    return internal("builtins.IndexError", e.what());
  } catch (const std::bad_alloc&) {
    return internal("builtins.MemoryError", "out of memory");
  } catch (const std::exception& e) {
    return internal("builtins.Exception", e.what());
  } catch (...) {
    return internal("builtins.Exception", "unknown error");
  }
}

std::string traceback_line(const WireError& error) {
  const std::string name = error.name.starts_with("builtins.") ? error.name.substr(9) : error.name;
  return error.text.empty() ? name : name + ": " + error.text;
}

std::string traceback_text(const WireError& error) {
  return "Traceback (most recent call last):\n" + traceback_line(error) + "\n";
}

Value json_error(const WireError& error) {
  Value out = {{"code", error.code},
               {"message", error.title},
               {"data",
                {{"name", error.name},
                 {"debug", traceback_text(error)},
                 {"message", error.message},
                 {"arguments", error.arguments},
                 {"exception_type", error.exception_type}}}};
  // http.py writes the answer before it takes the status out of it.
  if (error.http_status != 200) out["http_status"] = error.http_status;
  return out;
}

HttpResponse error_page(const WireError& error) {
  if (error.page_status == 500 || error.exception_type == "access_denied")
    return error_page(error.page_status);
  const std::string prefix =
      std::to_string(error.page_status) + ' ' + reason_phrase(error.page_status);
  std::string description = error.text;
  if (description.starts_with(prefix)) description.erase(0, prefix.size());
  if (description.starts_with(": ")) description.erase(0, 2);
  return error_page(error.page_status, description);
}

Fault fault_v2(const WireError& error) {
  if (error.exception_type == "user_error")
    return {error.fault, error.arguments[0].get<std::string>()};
  if (error.fault != 1) return {error.fault, error.text};
  return {error.fault, traceback_text(error)};
}

Fault fault_v1(const WireError& error) {
  const std::string& type = error.exception_type;
  if (type == "user_error")
    return {"warning -- " + error.arguments[0].get<std::string>() + "\n\n", ""};
  if (type == "warning") return {"warning -- Warning\n\n" + error.text, ""};
  if (type == "missing_error") return {"warning -- MissingError\n\n" + error.text, ""};
  if (type == "access_error") return {"warning -- AccessError\n\n" + error.text, ""};
  if (type == "access_denied") return {std::string("AccessDenied"), error.text};
  return {error.message, traceback_text(error)};
}

}  // namespace chatterd::rpc
