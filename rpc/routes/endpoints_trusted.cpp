// What the Odoo addon asks, signed: calls in the name of users, and what is served here at all.
#include <chrono>

#include "models/engine/errors.hpp"
#include "rpc/commands/config.hpp"
#include "rpc/routes/call.hpp"
#include "rpc/routes/endpoints.hpp"
#include "rpc/wire/json_text.hpp"
#include "rpc/wire/jsonrpc.hpp"

namespace chatterd::rpc {

namespace {

using Asked = std::variant<TrustedCall, HttpResponse>;

HttpResponse bad_request(const TrustedDoor& door, const std::string& text) {
  HttpResponse response;
  response.status = 400;
  response.set("Content-Type", "application/json");
  response.body = dump_json({{"error", text}, {"instance", door.instance()}});
  return response;
}

// The database that a header names, or any: the secret is its own, and the signed body names it
// too.
const Database& asked_database(const Databases& databases, const HttpRequest& request) {
  const Database* named =
      databases.find(percent_decode(request.header("x-chatterd-database"), false));
  return named == nullptr ? databases.all().front() : *named;
}

// The signature first: what a stranger sends is not even parsed.
Asked enter(const Databases& databases, const HttpRequest& request,
            const std::function<Asked(const Database&, Value)>& go_on) {
  const Database& database = asked_database(databases, request);
  TrustedDoor& door = *database.door;
  try {
    if (std::optional<HttpResponse> refusal = door.refuse(request)) return std::move(*refusal);
    Value body = parse_json(request.body);
    if (!door.is_for(body)) return declined("another database");
    return go_on(database, std::move(body));
  } catch (const JsonError& error) {
    return bad_request(door, error.what());
  } catch (const BadRequest& error) {
    return bad_request(door, error.what());
  } catch (const std::exception& error) {
    HttpResponse response = bad_request(door, error.what());
    response.status = 503;
    return response;
  }
}

Value describe(const Database& database, const Value& routes) {
  Backend& backend = *database.backend;
  Value out = backend.served();
  out["version"] = version_text();
  out["instance"] = database.door->instance();
  out["time"] =
      std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  out["database"] = database.name;
  out["uuid"] = backend.parameter("database.uuid");
  out["routes"] = routes;
  out["hearsay"] = true;  // an engine before would believe the session
  return out;
}

// The paths of the routes that a trusted call may name: those in the table so far.
Value json_paths(const RouteTable& table) {
  Value paths = Value::array();
  for (const Route* route : table.rows())
    if (std::holds_alternative<JsonHandler>(route->handler) ||
        std::holds_alternative<JsonLaterHandler>(route->handler))
      paths.push_back(route->pattern);
  return paths;
}

}  // namespace

void add_trusted_routes(RouteTable& table, const Databases& databases,
                        const EndpointOptions& options) {
  const auto signed_post = [&](const char* pattern, TrustedHandler handler) {
    Route route;
    route.methods = "POST";
    route.pattern = pattern;
    route.auth = Auth::none;
    route.handler = std::move(handler);
    route.body_limit = options.call_limit;
    route.proof = Proof::none;  // the signature is of the whole body
    route.door = options.addon_door;
    route.save_session = false;
    table.add(std::move(route));
  };
  signed_post("/chatterd/call", [&databases](const HttpRequest& request) {
    return enter(databases, request, [](const Database& database, Value body) -> Asked {
      TrustedCall call = TrustedDoor::read_call(std::move(body));
      call.database = &database;
      return call;
    });
  });
  signed_post("/chatterd/describe",
              [&databases, routes = json_paths(table)](const HttpRequest& request) {
                return enter(databases, request, [&](const Database& database, Value) -> Asked {
                  return json_result(nullptr, describe(database, routes));
                });
              });
}

}  // namespace chatterd::rpc
