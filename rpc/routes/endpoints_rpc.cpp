// /jsonrpc and /xmlrpc (odoo/addons/base/controllers/rpc.py), the routes that models answer, and
// what the operator asks: /healthz and /metrics.
#include "models/engine/errors.hpp"
#include "rpc/monitoring/log.hpp"
#include "rpc/routes/call.hpp"
#include "rpc/routes/dispatch.hpp"
#include "rpc/routes/endpoints.hpp"
#include "rpc/wire/html_pages.hpp"
#include "rpc/wire/xmlrpc.hpp"

namespace chatterd::rpc {

namespace {

ServiceContext service_context(Call& call, bool list_db) {
  return {.databases = *call.databases,
          .remote = call.request->remote,
          .base_location = call.url_root(),
          .list_db = list_db,
          .statements = &call.statements,
          .subject = &call.subject};
}

Value jsonrpc(Call& call, bool list_db) {
  const std::string service = to_text(call.required("service", "jsonrpc"));
  const std::string method = to_text(call.required("method", "jsonrpc"));
  Value args = call.taken("args", "jsonrpc");
  if (args.is_object() && args.empty()) args = Value::array();  // an empty list of PHP's
  if (!args.is_array()) throw TypeError("args must be a list");
  call.subject = service + "." + method;
  return dispatch_service(service_context(call, list_db), service, method, std::move(args));
}

// A fault is an ordinary answer: HTTP 200.
HttpResponse xmlrpc(Call& call, bool list_db, bool old_faults) {
  HttpResponse response;
  response.set("Content-Type", "text/xml; charset=utf-8");
  const std::string service = to_text(call.params["service"]);
  try {
    XmlCall request = parse_xml_call(std::exchange(call.request->body, {}));
    call.subject = service + "." + request.method;
    response.body = xml_response(dispatch_service(service_context(call, list_db), service,
                                                  request.method, std::move(request.params)));
  } catch (...) {
    const WireError error = describe_error(std::current_exception());
    if (!error.expected)
      log(Level::warning, "fault",
          {{"request", call.request->id},
           {"call", call.subject},
           {"error", traceback_line(error)}});
    response.body = xml_fault(old_faults ? fault_v1(error) : fault_v2(error));
  }
  return response;
}

HttpResponse home(const std::vector<std::string>& databases) {
  std::string names;
  for (const std::string& name : databases)
    names += (names.empty() ? "<b>" : ", <b>") + html_escape(name) + "</b>";
  HttpResponse response;
  response.set("Content-Type", "text/html; charset=utf-8");
  response.body =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta "
      "charset=\"utf-8\"><title>chatterd</title></head>\n<body>\n"
      "<h1>chatterd</h1>\n<p>The engine of Odoo 13's Discuss, serving the database" +
      std::string(databases.size() == 1 ? " " : "s ") + names +
      ". Clients speak JSON-RPC and XML-RPC with it, as with "
      "Odoo.</p>\n<ul>\n"
      "<li><code>POST /web/session/authenticate</code>, <code>POST /web/dataset/call_kw</code>: "
      "JSON-RPC of the web client</li>\n"
      "<li><code>POST /jsonrpc</code>, <code>/xmlrpc/2/common</code>, "
      "<code>/xmlrpc/2/object</code>: remote calls</li>\n"
      "<li><code>POST /longpolling/poll</code>: live notifications</li>\n"
      "<li><a href=\"/healthz\">/healthz</a>, <a href=\"/metrics\">/metrics</a>: for "
      "operators</li>\n</ul>\n</body>\n</html>\n";
  return response;
}

// On the io thread: what operators ask is answered whatever the workers do.
Route raw(const char* pattern, Door door, RawHandler handler) {
  Route route;
  route.door = door;
  route.methods = "GET";
  route.pattern = pattern;
  route.auth = Auth::none;
  route.on_io_thread = true;
  route.handler = std::move(handler);
  return route;
}

}  // namespace

void add_rpc_routes(RouteTable& table, const EndpointOptions& options) {
  const bool list_db = options.list_db;
  Route json;
  json.pattern = "/jsonrpc";
  json.auth = Auth::none;
  json.save_session = false;
  json.without_database = true;
  json.body_limit = options.call_limit;
  json.proof = Proof::json_call;
  json.handler = JsonHandler([list_db](Call& call) { return jsonrpc(call, list_db); });
  table.add(std::move(json));
  for (const bool old_faults : {true, false}) {
    Route xml;
    xml.methods = "POST";
    xml.pattern = old_faults ? "/xmlrpc/<service>" : "/xmlrpc/2/<service>";
    xml.auth = Auth::none;
    xml.save_session = false;
    xml.without_database = true;
    xml.body_limit = options.call_limit;
    xml.proof = Proof::xml_call;
    xml.handler = HttpHandler(
        [list_db, old_faults](Call& call) { return xmlrpc(call, list_db, old_faults); });
    table.add(std::move(xml));
  }
}

void add_model_routes(RouteTable& table, const Backend& backend) {
  for (const JsonRoute& row : backend.routes()) {
    Route route;
    route.pattern = row.path;
    route.auth = row.auth;
    route.verify = Verify::in_call;
    route.cors = row.cors;
    route.handler = JsonHandler([&row](Call& call) {
      if (*row.cors != '\0') {
        const std::string page(call.request->header("referer"));
        call.params["_referer"] = page.empty() ? Value() : Value(page);
      }
      Caller caller = call.caller();
      caller.text = &call.result_text;
      return call.backend().route(row, caller, call.params);
    });
    table.add(std::move(route));
  }
}

void add_home_route(RouteTable& table, const Databases& databases) {
  table.add(raw("/", Door::clients, [&databases](const auto& request, const Responder& respond) {
    respond(home(databases.names(request->host)));
  }));
}

void add_service_routes(RouteTable& table, Health& health, Metrics& metrics,
                        const EndpointOptions& options) {
  table.add(
      raw("/metrics", options.monitoring_door, [&metrics](const auto&, const Responder& respond) {
        HttpResponse response;
        response.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        response.body = metrics.text();
        respond(std::move(response));
      }));
  table.add(raw("/healthz", options.monitoring_door, [&health](const auto&, Responder respond) {
    health.ask([respond = std::move(respond)](const std::string& trouble) {
      HttpResponse response;
      response.set("Content-Type", "text/plain; charset=utf-8");
      response.status = trouble.empty() ? 200 : 503;
      response.body = trouble.empty() ? "ok\n" : "no database\n";
      respond(std::move(response));
    });
  }));
}

}  // namespace chatterd::rpc
