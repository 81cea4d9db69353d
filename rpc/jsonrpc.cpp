// The JSON-RPC envelope.
#include "rpc/jsonrpc.hpp"

#include "models/errors.hpp"
#include "rpc/json_text.hpp"
#include "rpc/python_text.hpp"

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
  if (!root.is_object()) throw BadRequest("Invalid JSON-RPC data: the body must be an object");
  JsonCall call;
  if (const auto id = root.find("id"); id != root.end()) call.id = std::move(*id);
  const auto params = root.find("params");
  if (params == root.end() || params->is_null()) return call;
  if (!params->is_object()) throw BadRequest("Invalid JSON-RPC data: params must be an object");
  call.params = std::move(*params);
  if (const auto context = call.params.find("context"); context != call.params.end()) {
    call.context = std::move(*context);
    call.params.erase(context);
  }
  return call;
}

HttpResponse json_result(const Value& id, const Value& result) {
  return result.is_null() ? answer(envelope(id) + "}", 200) : json_result_text(id, dump_json(result));
}

HttpResponse json_result_text(const Value& id, std::string_view result) {
  std::string body = envelope(id);
  body.reserve(body.size() + result.size() + 16);
  (body += ", \"result\": ") += result;
  return answer(std::move(body += '}'), 200);
}

HttpResponse json_failure(const Value& id, const WireError& error) {
  return answer(envelope(id) + ", \"error\": " + dump_json(json_error(error)) + "}", error.http_status);
}

}  // namespace chatterd::rpc
