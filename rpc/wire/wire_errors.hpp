// What an exception looks like to a client: one table for JSON-RPC, both XML-RPC endpoints and
// pages.
#pragma once
#include <exception>
#include <string>
#include <variant>

#include "models/engine/value.hpp"
#include "rpc/http/http_message.hpp"

namespace chatterd::rpc {

// An exception as Python and Odoo's http.py would describe it.
struct WireError {
  std::string name;            // "odoo.exceptions.UserError": the qualified Python class
  std::string exception_type;  // data.exception_type of JSON-RPC
  Value arguments;             // e.args
  std::string message;         // Odoo's ustr(e): the arguments, one a line
  std::string text;            // str(e)
  int code = 200;              // of the JSON-RPC error object
  std::string title = "Odoo Server Error";
  int http_status = 200;  // of a JSON-RPC answer
  int page_status = 500;  // of an HTML page
  int fault = 1;          // of /xmlrpc/2
  bool expected = false;  // part of normal operation: not worth an error in the log
};

WireError describe_error(const std::exception_ptr& error);

// "ValueError: text", the last line of Python's traceback.
std::string traceback_line(const WireError& error);
std::string traceback_text(const WireError& error);
// The `error` object of a JSON-RPC answer (http.py serialize_exception,
// JsonRequest._handle_exception).
Value json_error(const WireError& error);
// An HTML page; AccessDenied is 403 Forbidden, SessionExpired is not for here (a redirection).
HttpResponse error_page(const WireError& error);

struct Fault {
  std::variant<int, std::string> code;
  std::string text;
};
Fault fault_v2(const WireError& error);  // wsgi_server.py xmlrpc_handle_exception_int
Fault fault_v1(const WireError& error);  // wsgi_server.py xmlrpc_handle_exception_string

}  // namespace chatterd::rpc
