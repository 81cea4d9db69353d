// The addon's signed calls: what is let in, as whom, and what is left to Odoo.
#include "rpc/sessions/trusted.hpp"

#include <boost/test/unit_test.hpp>
#include <ctime>
#include <filesystem>

#include "bridge/files/hash.hpp"
#include "rpc/monitoring/log.hpp"
#include "rpc/routes/application.hpp"
#include "rpc/routes/endpoints.hpp"
#include "tests/rpc/fake_backend.hpp"

using namespace chatterd;
using namespace chatterd::rpc;
using namespace chatterd::rpc::test;

namespace {

struct Fixture {
  std::string folder =
      std::filesystem::temp_directory_path() / ("trusted-test-" + std::to_string(::getpid()));
  std::string secret = "between us";
  FakeBackend backend;
  SessionStore sessions{folder};
  Metrics metrics;
  TrustedDoor door{"test", [this] { return secret; }};
  Databases databases{{{.name = "test", .backend = &backend, .door = &door}}};
  std::unique_ptr<Application> application;
  std::string instance = door.instance(), timestamp = std::to_string(std::time(nullptr)), nonce;
  HttpResponse last;

  Fixture() {
    set_log_level(Level::error);
    RouteTable table;
    add_web_routes(table, {});
    add_model_routes(table, backend);
    add_trusted_routes(table, databases, {});
    application = std::make_unique<Application>(std::move(table), databases, sessions, metrics);
  }
  ~Fixture() { std::filesystem::remove_all(folder); }

  Value post(const std::string& path, const Value& body, const std::string& key = "between us",
             const std::string& sent_path = "") {
    auto request = std::make_shared<HttpRequest>();
    request->method = "POST";
    request->target = request->path = sent_path.empty() ? path : sent_path;
    request->body = body.dump();
    if (nonce.empty()) nonce = bridge::random_hex(16);
    request->headers = {{"Content-Type", "application/json"},
                        {"X-Chatterd-Instance", instance},
                        {"X-Chatterd-Timestamp", timestamp},
                        {"X-Chatterd-Nonce", nonce},
                        {"X-Chatterd-Signature",
                         bridge::hmac_sha256_hex(
                             key, trusted_text(instance, timestamp, nonce, path, request->body))}};
    nonce.clear();
    last = {};
    application->plan(*request).handler(
        request, [this](HttpResponse response) { last = std::move(response); });
    return Value::parse(last.body, nullptr, false);
  }
  static Value call(const char* model, const char* method, Value args = Value::array()) {
    return {{"database", "test"}, {"uid", 6},         {"context", {{"lang", "fr_FR"}}},
            {"model", model},     {"method", method}, {"args", std::move(args)}};
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(trusted, Fixture)

BOOST_AUTO_TEST_CASE(a_signed_call_runs_as_the_user_it_names_with_their_context) {
  const Value answer = post("/chatterd/call", call("mail.channel", "echo", {1, "two"}));
  BOOST_TEST(last.status == 200);
  BOOST_TEST(answer["result"] == Value({1, "two"}));
  BOOST_TEST(backend.last_call[4] == 6);
  BOOST_TEST(backend.last_call[3]["context"]["lang"] == "fr_FR");
}

BOOST_AUTO_TEST_CASE(no_cookie_is_set_and_no_session_kept) {
  post("/chatterd/call", call("mail.channel", "echo"));
  BOOST_TEST(last.header("set-cookie") == "");
  BOOST_TEST(std::filesystem::is_empty(folder));
}

BOOST_AUTO_TEST_CASE(a_route_is_called_with_its_parameters) {
  const Value answer = post("/chatterd/call", {{"database", "test"},
                                               {"uid", 6},
                                               {"context", {{"tz", "Europe/Brussels"}}},
                                               {"route", "/mail/needaction"},
                                               {"params", {{"a", 1}}}});
  BOOST_TEST(answer["result"]["uid"] == 6);
  BOOST_TEST(answer["result"]["params"] == Value({{"a", 1}}));
  BOOST_TEST(backend.last_context["tz"] == "Europe/Brussels");
}

BOOST_AUTO_TEST_CASE(none_leaves_the_result_out) {
  BOOST_TEST(!post("/chatterd/call", call("mail.channel", "none")).contains("result"));
}

BOOST_AUTO_TEST_CASE(the_users_errors_come_in_odoos_form) {
  const Value answer = post("/chatterd/call", call("mail.channel", "user_error"));
  BOOST_TEST(last.status == 200);
  BOOST_TEST(answer["error"]["data"]["name"] == "odoo.exceptions.UserError");
  BOOST_TEST(answer["error"]["data"]["arguments"][0] == "think again");
}

BOOST_AUTO_TEST_CASE(what_only_odoo_can_answer_is_left_to_it) {
  post("/chatterd/call", call("no.such.model", "read"));
  BOOST_TEST(last.status == 421);
  post("/chatterd/call", {{"database", "test"}, {"uid", 6}, {"route", "/no/such"}});
  BOOST_TEST(last.status == 421);
  Value elsewhere = call("mail.channel", "echo");
  elsewhere["database"] = "other";
  post("/chatterd/call", elsewhere);
  BOOST_TEST(last.status == 421);
}

BOOST_AUTO_TEST_CASE(nobody_logged_in_gets_no_further_than_the_public_routes) {
  const Value refused = post(
      "/chatterd/call", {{"database", "test"}, {"uid", nullptr}, {"route", "/mail/needaction"}});
  BOOST_TEST(refused["error"]["code"] == 100);
  const Value open =
      post("/chatterd/call", {{"database", "test"}, {"uid", nullptr}, {"route", "/mail/open"}});
  BOOST_TEST(open["result"]["uid"] == 0);
}

BOOST_AUTO_TEST_CASE(another_secret_opens_nothing_and_changes_nothing) {
  const Value answer = post("/chatterd/call", call("mail.channel", "echo"), "guessed");
  BOOST_TEST(last.status == 401);
  BOOST_TEST(answer["error"] == "signature");
  BOOST_TEST(backend.last_call.is_null());
}

BOOST_AUTO_TEST_CASE(a_signature_holds_for_its_path_only) {
  post("/chatterd/call", call("mail.channel", "echo"), "between us", "/chatterd/describe");
  BOOST_TEST(last.status == 401);
}

BOOST_AUTO_TEST_CASE(a_request_is_taken_once) {
  nonce = "00112233445566778899aabbccddeeff";
  post("/chatterd/call", call("mail.channel", "echo"));
  BOOST_TEST(last.status == 200);
  nonce = "00112233445566778899aabbccddeeff";
  BOOST_TEST(post("/chatterd/call", call("mail.channel", "echo"))["error"] == "nonce");
  BOOST_TEST(last.status == 401);
}

BOOST_AUTO_TEST_CASE(an_old_request_and_one_for_another_engine_are_refused) {
  timestamp = std::to_string(std::time(nullptr) - 3600);
  BOOST_TEST(post("/chatterd/call", call("mail.channel", "echo"))["error"] == "timestamp");
  timestamp = std::to_string(std::time(nullptr));
  instance = "another";
  const Value answer = post("/chatterd/call", call("mail.channel", "echo"));
  BOOST_TEST(answer["error"] == "instance");
  BOOST_TEST(answer["instance"] == door.instance());
}

BOOST_AUTO_TEST_CASE(without_a_secret_the_door_is_shut) {
  secret.clear();
  post("/chatterd/call", call("mail.channel", "echo"), "");
  BOOST_TEST(last.status == 403);
}

BOOST_AUTO_TEST_CASE(describe_says_what_is_served) {
  const Value answer = post("/chatterd/describe", {{"database", "test"}});
  BOOST_TEST(answer["result"]["instance"] == door.instance());
  BOOST_TEST(answer["result"]["methods"].contains("mail.channel"));
  const Value& routes = answer["result"]["routes"];
  BOOST_TEST((std::find(routes.begin(), routes.end(), "/mail/needaction") != routes.end()));
}

BOOST_AUTO_TEST_CASE(the_clients_id_comes_back) {
  Value body = call("mail.channel", "echo");
  body["id"] = "seven";
  BOOST_TEST(post("/chatterd/call", body)["id"] == "seven");
  body["method"] = "user_error";
  BOOST_TEST(post("/chatterd/call", body)["id"] == "seven");
}

BOOST_AUTO_TEST_CASE(what_the_addon_has_not_proved_reaches_who_proves_it) {
  Value body = call("mail.channel", "echo");
  post("/chatterd/call", body);
  BOOST_TEST(!backend.last_hearsay.has_value());
  body["session"] = "sid";
  body["hearsay"] = {{"token", "abc"}, {"registry", 3}, {"caches", 4}};
  post("/chatterd/call", body);
  BOOST_TEST_REQUIRE(backend.last_hearsay.has_value());
  BOOST_TEST(backend.last_hearsay->registry == 3);
  BOOST_TEST(backend.last_hearsay->caches == 4);
  BOOST_TEST(backend.last_proof == "sid abc");
}

BOOST_AUTO_TEST_CASE(hearsay_is_complete_or_refused) {
  const Value whole = {{"token", "abc"}, {"registry", 3}, {"caches", 4}};
  for (const auto& [name, value] : whole.items())
    for (const Value& wrong : {Value(), Value(true), Value::array()}) {
      Value body = call("mail.channel", "echo");
      body["hearsay"] = whole;
      body["hearsay"][name] = wrong;
      post("/chatterd/call", body);
      BOOST_TEST(last.status == 400);
      body["hearsay"].erase(name);
      post("/chatterd/call", body);
      BOOST_TEST(last.status == 400);
    }
}

BOOST_AUTO_TEST_CASE(a_broken_body_is_a_bad_request) {
  post("/chatterd/call", {{"database", "test"}, {"uid", "admin"}, {"model", "a"}, {"method", "b"}});
  BOOST_TEST(last.status == 400);
  post("/chatterd/call", {{"database", "test"}, {"model", "a"}});
  BOOST_TEST(last.status == 400);
}

BOOST_AUTO_TEST_SUITE_END()
