// The table of errors.
#include "rpc/wire/wire_errors.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include "bridge/postgres/sql.hpp"
#include "models/engine/errors.hpp"
#include "rpc/monitoring/log.hpp"
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
      {"2201W", "errors.InvalidRowCountInLimitClause"},
      {"2201X", "errors.InvalidRowCountInResultOffsetClause"},
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

WireError internal(const std::string& name, const std::string& message) {
  return from_error(Error(ErrorKind::internal, message, name));
}

// A client sent another type than the code wants, where Python would have stumbled as well: in its
// words, as far as they can be told from nlohmann's.
WireError stumbled(const Value::exception& error) {
  const std::string text = error.what();
  const auto names = [&](const char* part) { return text.find(part) != std::string::npos; };
  const auto behind = [&](const char* part) {
    const std::size_t at = text.rfind(part);
    return at == std::string::npos ? std::string() : text.substr(at + std::strlen(part));
  };
  static constexpr std::pair<std::string_view, const char*> python_names[] = {
      {"null", "NoneType"}, {"boolean", "bool"}, {"string", "str"},  {"array", "list"},
      {"object", "dict"},   {"number", "int"},   {"binary", "bytes"}};
  std::string type = error.id == 302   ? behind("but is ")
                     : error.id == 303 ? behind("actual type is ")
                                       : behind("with ");
  for (const auto& [json, python] : python_names)
    if (type == json) {
      type = python;
      break;
    }
  switch (error.id) {
    case 302:
    case 303:
      if (names("must be array")) break;
      if (names("must be object"))
        return internal("builtins.AttributeError", "'" + type + "' object has no attribute 'get'");
      if (names("must be number"))
        return internal(
            "builtins.TypeError",
            "int() argument must be a string, a bytes-like object or a number, not '" + type + "'");
      return internal("builtins.TypeError", "expected string or bytes-like object");
    case 304:
    case 305:
      if (type == "list" && names("string argument"))
        return internal("builtins.TypeError", "list indices must be integers or slices, not str");
      return internal("builtins.TypeError", "'" + type + "' object is not subscriptable");
    case 306:
      return internal("builtins.AttributeError", "'" + type + "' object has no attribute 'get'");
    case 307:
    case 308:
    case 309:
    case 311:
      return internal("builtins.AttributeError", "'" + type + "' object has no attribute 'append'");
    case 312:
      return internal("builtins.AttributeError", "'" + type + "' object has no attribute 'update'");
    case 401:
      return internal("builtins.IndexError", "list index out of range");
    case 403: {
      const std::size_t from = text.find("key '"), to = text.rfind("' not found");
      return internal("builtins.KeyError",
                      from == std::string::npos || to == std::string::npos || to < from + 5
                          ? std::string()
                          : text.substr(from + 5, to - from - 5));
    }
    default:
      if (error.id / 100 == 1)
        return internal("json.decoder.JSONDecodeError",
                        "Expecting value: line 1 column 1 (char 0)");
  }
  return internal("builtins.TypeError", "'" + type + "' object is not iterable");
}

// Where a file of the server lies is nothing for clients: the log has the whole text.
std::string without_paths(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const bool begins = text[at] == '/' && (at == 0 || std::strchr(" \"'([:=", text[at - 1]));
    const std::size_t end =
        begins ? std::min(text.find_first_of(" \"'()[]:,;\n", at), text.size()) : at;
    if (begins && std::count(text.begin() + static_cast<std::ptrdiff_t>(at),
                             text.begin() + static_cast<std::ptrdiff_t>(end), '/') > 1) {
      out += "(file)";
      at = end;
    } else {
      out += text[at++];
    }
  }
  if (out != text) log(Level::error, "error", {{"error", text}});
  return out;
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
    return internal("psycopg2.OperationalError", without_paths(e.what()));
  } catch (const Value::exception& e) {
    return stumbled(e);
  } catch (const std::invalid_argument& e) {
    return internal("builtins.ValueError", e.what());
  } catch (const std::out_of_range& e) {
    return internal("builtins.IndexError", e.what());
  } catch (const std::bad_alloc&) {
    return internal("builtins.MemoryError", "out of memory");
  } catch (const std::exception& e) {
    return internal("builtins.Exception", without_paths(e.what()));
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
