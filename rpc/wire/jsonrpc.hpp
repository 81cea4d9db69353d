// JSON-RPC as odoo/http.py speaks it (JsonRequest).
#pragma once
#include <string>
#include <string_view>

#include "models/engine/value.hpp"
#include "rpc/http/http_message.hpp"
#include "rpc/wire/wire_errors.hpp"

namespace chatterd::rpc {

struct JsonCall {
  Value id = nullptr;
  Value params = Value::object();  // without the context
  Value context = nullptr;         // null when the client sent none
};

// Whether the request is a JSON-RPC one by its content type.
bool is_json_request(const HttpRequest& request);
// Throws BadRequest and what Python throws; each is an HTML page whatever the route, as in Odoo.
JsonCall parse_json_call(std::string_view body);
// Null is None: no `result` at all.
HttpResponse json_result(const Value& id, const Value& result);
// The same from a result that is JSON text already.
HttpResponse json_result_text(const Value& id, std::string_view result);
// `error.http_status` is the answer's.
HttpResponse json_failure(const Value& id, const WireError& error);

}  // namespace chatterd::rpc
