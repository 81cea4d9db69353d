// An application without sockets and database, and a client that keeps its cookie.
#pragma once
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "rpc/monitoring/log.hpp"
#include "rpc/routes/application.hpp"
#include "rpc/routes/endpoints.hpp"
#include "tests/rpc/fake_backend.hpp"

namespace chatterd::rpc::test {

struct ApplicationFixture {
  std::string folder =
      std::filesystem::temp_directory_path() / ("application-test-" + std::to_string(::getpid()));
  FakeBackend backend;
  Databases databases{{{.name = "test", .backend = &backend}}};
  SessionStore sessions{folder};
  Metrics metrics;
  Health health{[this] { backend.ping(); }};
  std::unique_ptr<Application> application;
  std::string cookie;
  HttpResponse last;
  std::optional<Answer> parked;

  ApplicationFixture() {
    set_log_level(Level::error);
    RouteTable table;
    add_web_routes(table, {});
    add_database_routes(table, {});
    add_rpc_routes(table, {});
    add_model_routes(table, backend);
    add_service_routes(table, health, metrics, {});
    add_home_route(table, databases);
    Route later;
    later.pattern = "/later";
    later.auth = Auth::open;
    later.cors = "*";
    later.handler = JsonLaterHandler([this](std::shared_ptr<Call> call, Answer answer) {
      if (call->params.contains("fail")) throw ValueError("no");
      parked.emplace(std::move(answer));
    });
    table.add(std::move(later));
    Route form;
    form.methods = "GET, POST";
    form.pattern = "/form/<int:id>";
    form.csrf = true;
    form.handler = HttpHandler([](Call& call) {
      HttpResponse response;
      response.body = call.params.dump() + std::to_string(call.files.size());
      return response;
    });
    table.add(std::move(form));
    application = std::make_unique<Application>(std::move(table), databases, sessions, metrics);
  }
  ~ApplicationFixture() { std::filesystem::remove_all(folder); }

  HttpResponse& send(const std::string& method, const std::string& target,
                     const std::string& type = "", const std::string& body = "",
                     const Pairs& headers = {}) {
    auto request = std::make_shared<HttpRequest>();
    request->method = method;
    request->target = target;
    const std::size_t question = target.find('?');
    request->path = percent_decode(target.substr(0, question), false);
    if (question != std::string::npos) request->query = parse_query(target.substr(question + 1));
    request->headers = headers;
    if (!type.empty()) request->headers.emplace_back("Content-Type", type);
    if (!cookie.empty()) request->headers.emplace_back("Cookie", "other=1; session_id=" + cookie);
    request->host = "localhost:8069";
    request->remote = "10.0.0.1";
    request->body = body;
    request->started = std::chrono::steady_clock::now();
    last = {};
    application->plan(*request).handler(
        request, [this](HttpResponse response) { last = std::move(response); });
    const std::string set(last.header("set-cookie"));
    if (set.starts_with("session_id=")) cookie = set.substr(11, 40);
    return last;
  }
  Value json(const std::string& path, const Value& params, const Pairs& headers = {}) {
    send("POST", path, "application/json",
         Value{{"jsonrpc", "2.0"}, {"id", 7}, {"params", params}}.dump(), headers);
    return last.body.empty() || last.body[0] != '{' ? Value() : Value::parse(last.body);
  }
  Value login(const std::string& name = "demo", const std::string& password = "demo") {
    return json("/web/session/authenticate",
                {{"db", "test"}, {"login", name}, {"password", password}});
  }
  Value call(const std::string& method, const Value& args = Value::array(),
             const Value& kwargs = Value::object()) {
    return json("/web/dataset/call_kw",
                {{"model", "m"}, {"method", method}, {"args", args}, {"kwargs", kwargs}});
  }
  std::string xml(const std::string& path, const std::string& method, const std::string& params) {
    return send("POST", path, "text/xml",
                "<methodCall><methodName>" + method + "</methodName><params>" + params +
                    "</params></methodCall>")
        .body;
  }
};

}  // namespace chatterd::rpc::test
