// From a request to its answer, without sockets: sessions, JSON-RPC, forms and errors, as Odoo
// answers.
#include "rpc/routes/application.hpp"

#include <boost/test/unit_test.hpp>
#include <future>

#include "tests/rpc/routes/application_fixture.hpp"

using namespace chatterd;
using namespace chatterd::rpc;
using namespace chatterd::rpc::test;

BOOST_FIXTURE_TEST_CASE(a_log_in_answers_session_info_and_changes_the_session_id,
                        ApplicationFixture) {
  json("/web/webclient/version_info", {});
  const std::string before = cookie;
  const Value answer = login();
  BOOST_TEST(answer["id"] == 7);
  BOOST_TEST(answer["result"]["uid"] == 6);
  BOOST_TEST(answer["result"]["db"] == "test");
  BOOST_TEST(answer["result"]["user_context"]["uid"] == 6);
  BOOST_TEST(!answer["result"].contains("session_id"));
  BOOST_TEST(cookie != before);
  BOOST_TEST(backend.last_login.base_location == "http://localhost:8069");
  BOOST_TEST(backend.last_login.remote == "10.0.0.1");
  BOOST_TEST(json("/web/session/get_session_info", Value::object())["result"]["uid"] == 6);
}

BOOST_FIXTURE_TEST_CASE(the_cookie_looks_as_odoo_sets_it, ApplicationFixture) {
  login();
  const std::string set(last.header("set-cookie"));
  BOOST_TEST(set.starts_with("session_id=" + cookie + "; Expires="));
  BOOST_TEST(set.ends_with(" GMT; Max-Age=7776000; HttpOnly; Path=/; SameSite=Lax"));
}

BOOST_FIXTURE_TEST_CASE(a_wrong_password_is_access_denied, ApplicationFixture) {
  const Value error = login("demo", "wrong")["error"];
  BOOST_TEST(error["code"] == 200);
  BOOST_TEST(error["data"]["name"] == "odoo.exceptions.AccessDenied");
  BOOST_TEST(last.status == 200);
  BOOST_TEST(
      json("/web/session/authenticate",
           {{"db", "other"}, {"login", "demo"}, {"password", "demo"}})["error"]["data"]["name"] ==
      "psycopg2.OperationalError");
}

BOOST_FIXTURE_TEST_CASE(calls_need_a_session, ApplicationFixture) {
  const Value error = call("echo")["error"];
  BOOST_TEST(error["code"] == 100);
  BOOST_TEST(error["message"] == "Odoo Session Expired");
  BOOST_TEST(error["data"]["name"] == "odoo.http.SessionExpiredException");
  BOOST_TEST(json("/mail/needaction", Value::object())["error"]["code"] == 100);
}

BOOST_FIXTURE_TEST_CASE(calls_reach_the_model, ApplicationFixture) {
  login();
  BOOST_TEST(call("echo", {1, "x", nullptr})["result"] == (Value{1, "x", nullptr}));
  BOOST_TEST(backend.last_call == (Value{"m", "echo", {1, "x", nullptr}, Value::object(), 6}));
  const Value by_path =
      json("/web/dataset/call_kw/mail.channel/search", {{"model", "mail.channel"},
                                                        {"method", "search"},
                                                        {"args", {Value::array()}},
                                                        {"kwargs", {{"limit", 1}}}});
  BOOST_TEST(by_path["result"]["model"] == "mail.channel");
  BOOST_TEST(backend.last_call[3]["limit"] == 1);
}

BOOST_FIXTURE_TEST_CASE(none_leaves_the_result_out_and_false_stays, ApplicationFixture) {
  login();
  BOOST_TEST(!call("none").contains("result"));
  BOOST_TEST(call("falsehood")["result"] == false);
}

BOOST_FIXTURE_TEST_CASE(an_id_is_echoed_and_may_be_missing, ApplicationFixture) {
  send("POST", "/web/webclient/version_info", "application/json", "{}");
  const Value answer = Value::parse(last.body);
  BOOST_TEST(answer["id"] == nullptr);
  BOOST_TEST(answer["jsonrpc"] == "2.0");
  BOOST_TEST(answer["result"]["server_serie"] == "13.0");
  send("POST", "/web/webclient/version_info", "application/json",
       R"({"id": "abc", "method": "x", "params": {}})");
  BOOST_TEST(Value::parse(last.body)["id"] == "abc");
}

BOOST_FIXTURE_TEST_CASE(broken_requests_are_pages_and_leave_the_session, ApplicationFixture) {
  login();
  const std::string deep(100000, '[');
  for (const auto& [body, status] :
       std::vector<std::pair<std::string, int>>{{"{", 400},
                                                {"", 400},
                                                {"{\"a\": 1e400}", 400},
                                                {deep, 400},
                                                {"{\"id\": \"\xff\"}", 400},
                                                {"[1]", 500},
                                                {"{\"params\": [1]}", 500},
                                                {"{\"params\": null}", 500},
                                                {"{\"params\": {\"context\": 1}}", 500}}) {
    send("POST", "/web/dataset/call_kw", "application/json", body);
    BOOST_TEST(last.status == status, body.substr(0, 30));
    BOOST_TEST(last.header("set-cookie") == "");  // the session stays what it was
    BOOST_TEST(last.header("content-type") == "text/html; charset=utf-8");
  }
  BOOST_TEST(send("POST", "/web/dataset/call_kw", "text/plain", "{}").status == 400);
  BOOST_TEST(send("GET", "/web/dataset/call_kw").status == 400);
  BOOST_TEST(
      last.body.find("Function declared as capable of handling request of type &#39;json&#39;") !=
      std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(unknown_routes_are_404_in_the_callers_form, ApplicationFixture) {
  const Value error = json("/web/nothing", Value::object())["error"];
  BOOST_TEST(error["code"] == 404);
  BOOST_TEST(error["http_status"] == 404);
  BOOST_TEST(last.status == 404);
  BOOST_TEST(send("GET", "/web/nothing").status == 404);
  BOOST_TEST(last.body.find("<h1>Not Found</h1>") != std::string::npos);
  BOOST_TEST(send("GET", "/xmlrpc/2/common").status == 405);
  BOOST_TEST(last.header("allow") == "POST");
}

BOOST_FIXTURE_TEST_CASE(errors_of_models_travel_with_status_200, ApplicationFixture) {
  login();
  BOOST_TEST(call("user_error")["error"]["data"]["exception_type"] == "user_error");
  BOOST_TEST(call("access_error")["error"]["data"]["message"] == "not you\nNone");
  BOOST_TEST(call("crash")["error"]["data"]["exception_type"] == "internal_error");
  BOOST_TEST(last.status == 200);
  const Value missing =
      json("/web/dataset/call_kw", {{"model", "m"}, {"method", "x"}, {"args", Value::array()}});
  BOOST_TEST(missing["error"]["data"]["message"] ==
             "call_kw() missing 1 required positional argument: 'kwargs'");
}

BOOST_FIXTURE_TEST_CASE(destroying_a_session_ends_it, ApplicationFixture) {
  login();
  const std::string old = cookie;
  BOOST_TEST(!json("/web/session/check", Value::object()).contains("error"));
  BOOST_TEST(!json("/web/session/destroy", Value::object()).contains("result"));
  BOOST_TEST(call("echo")["error"]["code"] == 100);
  cookie = old;
  BOOST_TEST(call("echo")["error"]["code"] == 100);
}

BOOST_FIXTURE_TEST_CASE(a_changed_password_ends_the_session, ApplicationFixture) {
  login();
  backend.users["demo"].second = "changed";
  BOOST_TEST(call("echo")["error"]["code"] == 100);
  BOOST_TEST(call("echo")["error"]["code"] == 100);
}

BOOST_FIXTURE_TEST_CASE(open_routes_go_on_for_the_public_user, ApplicationFixture) {
  BOOST_TEST(json("/mail/open", {{"a", 1}})["result"]["uid"] == 0);
  login();
  BOOST_TEST(json("/mail/open", {{"a", 1}})["result"]["uid"] == 6);
  backend.users["demo"].second = "changed";
  BOOST_TEST(json("/mail/open", {{"a", 1}})["result"]["uid"] == 0);
}

BOOST_FIXTURE_TEST_CASE(the_session_may_come_in_the_url_or_a_header, ApplicationFixture) {
  login();
  const std::string sid = std::exchange(cookie, "");
  BOOST_TEST(json("/web/session/check?session_id=" + sid, Value::object()).contains("error") ==
             false);
  BOOST_TEST(last.header("set-cookie") == "");
  BOOST_TEST(json("/web/session/check", Value::object(), {{"X-Openerp-Session-Id", sid}})
                 .contains("error") == false);
  BOOST_TEST(last.header("set-cookie") == "");
  BOOST_TEST(json("/web/session/check", Value::object())["error"]["code"] == 100);
}

BOOST_FIXTURE_TEST_CASE(the_context_is_the_callers_or_the_sessions, ApplicationFixture) {
  login();
  json("/mail/needaction", {{"context", {{"lang", "fr_FR"}}}, {"x", 1}});
  BOOST_TEST(backend.last_context == (Value{{"lang", "fr_FR"}}));
  const Value answer = json("/mail/needaction", {{"x", 1}});
  BOOST_TEST(backend.last_context["uid"] == 6);
  BOOST_TEST(answer["result"]["params"] == (Value{{"x", 1}}));
  cookie.clear();
  json("/mail/open", Value::object(), {{"Accept-Language", "de-CH, fr;q=0.9"}});
  BOOST_TEST(backend.last_context["lang"] == "de_CH");
}

BOOST_FIXTURE_TEST_CASE(logging_out_redirects_within_the_server, ApplicationFixture) {
  login();
  BOOST_TEST(send("GET", "/web/session/logout").status == 303);
  BOOST_TEST(last.header("location") == "http://localhost:8069/web");
  BOOST_TEST(send("GET", "/web/session/logout?redirect=//evil.example").header("location") ==
             "http://localhost:8069/web");
  BOOST_TEST(send("GET", "/web/session/logout?redirect=/x").header("location") ==
             "http://localhost:8069/x");
}

BOOST_FIXTURE_TEST_CASE(pages_send_visitors_to_the_log_in, ApplicationFixture) {
  BOOST_TEST(send("GET", "/form/5?a=b").status == 302);
  BOOST_TEST(
      last.header("location") ==
      "http://localhost:8069/web/login?redirect=http%3A%2F%2Flocalhost%3A8069%2Fform%2F5%3Fa%3Db");
}

BOOST_FIXTURE_TEST_CASE(forms_need_their_token, ApplicationFixture) {
  login();
  BOOST_TEST(send("GET", "/form/5?a=b").body == R"({"a":"b","id":5}0)");
  BOOST_TEST(send("POST", "/form/5", "application/x-www-form-urlencoded", "a=c").status == 400);
  BOOST_TEST(
      send("POST", "/form/5", "application/x-www-form-urlencoded", "csrf_token=abco1&a=c").status ==
      400);
  BOOST_TEST(send("POST", "/form/5", "multipart/form-data; boundary=x", "--x\r\nbroken").status ==
             400);
}

BOOST_FIXTURE_TEST_CASE(passwords_are_changed_with_odoos_answers, ApplicationFixture) {
  login();
  const auto change = [&](const char* old, const char* fresh, const char* again) {
    return json("/web/session/change_password",
                {{"fields",
                  {{{"name", "old_pwd"}, {"value", old}},
                   {{"name", "new_password"}, {"value", fresh}},
                   {{"name", "confirm_pwd"}, {"value", again}}}}})["result"];
  };
  BOOST_TEST(change("demo", "new", "new") == (Value{{"new_password", "new"}}));
  BOOST_TEST(change("wrong", "new", "new")["error"] ==
             "The old password you provided is incorrect, your password was not changed.");
  BOOST_TEST(change("demo", "new", "other")["error"] ==
             "The new password and its confirmation must be identical.");
  BOOST_TEST(change("demo", " ", " ")["error"] == "You cannot leave any password empty.");
}

BOOST_FIXTURE_TEST_CASE(answers_may_come_later, ApplicationFixture) {
  login();
  json("/later", Value::object());
  BOOST_TEST(last.body == "");
  const Answer answer = *std::exchange(parked, std::nullopt);
  answer.result({1, 2});
  answer.result("ignored");
  BOOST_TEST(Value::parse(last.body) == (Value{{"jsonrpc", "2.0"}, {"id", 7}, {"result", {1, 2}}}));
  BOOST_TEST(last.header("access-control-allow-origin") == "*");
  BOOST_TEST(last.header("set-cookie") != "");
  BOOST_TEST(json("/later", {{"fail", 1}})["error"]["data"]["name"] == "builtins.ValueError");
  json("/later", Value::object());
  parked->result_text("[]");
  BOOST_TEST(Value::parse(last.body)["result"] == Value::array());
}

BOOST_FIXTURE_TEST_CASE(operators_can_ask, ApplicationFixture) {
  const auto health_says = [&] {
    auto request = std::make_shared<HttpRequest>();
    request->method = "GET";
    request->path = "/healthz";
    auto answer = std::make_shared<std::promise<HttpResponse>>();
    application->plan(*request).handler(
        request, [answer](HttpResponse response) { answer->set_value(std::move(response)); });
    return answer->get_future().get();
  };
  BOOST_TEST(health_says().body == "ok\n");
  backend.down = true;
  BOOST_TEST(health_says().status == 503);
  BOOST_TEST(send("GET", "/").body.find("chatterd") != std::string::npos);
  login();
  call("echo");
  const std::string text = send("GET", "/metrics").body;
  BOOST_TEST(
      text.find("chatterd_requests_total{route=\"/web/dataset/call_kw\",status=\"200\"} 1\n") !=
      std::string::npos);
  BOOST_TEST(text.find("chatterd_statements_total 3\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(languages_are_named_as_odoo_names_them) {
  BOOST_TEST(accepted_language("") == "en_US");
  BOOST_TEST(accepted_language("fr") == "fr_FR");
  BOOST_TEST(accepted_language("en;q=0.5, pt-br") == "pt_BR");
  BOOST_TEST(accepted_language("*") == "en_US");
  BOOST_TEST(accepted_language("xx") == "en_US");
}
