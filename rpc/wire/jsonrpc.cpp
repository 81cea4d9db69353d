// The JSON-RPC envelope.
#include "rpc/wire/jsonrpc.hpp"

#include "models/engine/errors.hpp"
#include "rpc/wire/json_text.hpp"
#include "rpc/wire/python_text.hpp"

namespace chatterd::rpc {

namespace {

constexpr std::size_t shown_of_bad_json = 500;  // Odoo shows the whole body

HttpResponse answer(std::string body, int status) {
  HttpResponse response;
  response.status = status;
  response.set("Content-Type", "application/json");
  response.body = std::move(body);
  return response;
}

// Python's dict(): objects, and what is empty.
Value to_dict(Value value) {
  if (value.is_object()) return value;
  if ((value.is_array() || value.is_string()) && !truthy(value)) return Value::object();
  throw TypeError(std::string("cannot convert ") + python_type(value) + " to a dictionary");
}

std::string envelope(const Value& id) { return R"({"jsonrpc": "2.0", "id": )" + dump_json(id); }

}  // namespace

bool is_json_request(const HttpRequest& request) {
  const std::string type = request.mimetype();
  return type == "application/json" || type == "application/json-rpc";
}

JsonCall parse_json_call(std::string_view body) {
  Value root;
  try {
    root = parse_json(body);
  } catch (const JsonError&) {
    throw BadRequest("Invalid JSON data: " + python_string(body.substr(0, shown_of_bad_json)));
  }
  if (!root.is_object())
    throw AttributeError('\'' + std::string(python_type(root)) + "' object has no attribute 'get'");
  JsonCall call;
  if (const auto id = root.find("id"); id != root.end()) call.id = std::move(*id);
  if (const auto params = root.find("params"); params != root.end())
    call.params = to_dict(std::move(*params));
  if (const auto context = call.params.find("context"); context != call.params.end()) {
    call.context = to_dict(std::move(*context));
    call.params.erase(context);
  }
  return call;
}

HttpResponse json_result(const Value& id, const Value& result) {
  return result.is_null() ? answer(envelope(id) + "}", 200)
                          : json_result_text(id, dump_json(result));
}

HttpResponse json_result_text(const Value& id, std::string_view result) {
  std::string body = envelope(id);
  body.reserve(body.size() + result.size() + 16);
  (body += ", \"result\": ") += result;
  return answer(std::move(body += '}'), 200);
}

HttpResponse json_failure(const Value& id, const WireError& error) {
  return answer(envelope(id) + ", \"error\": " + dump_json(json_error(error)) + "}",
                error.http_status);
}

}  // namespace chatterd::rpc
