// File routes between a request and what the models answer, without sockets or a database.
#include <boost/test/unit_test.hpp>
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
      std::filesystem::temp_directory_path() / ("files-test-" + std::to_string(::getpid()));
  FakeBackend backend;
  Databases databases{{{.name = "test", .backend = &backend}}};
  SessionStore sessions{folder};
  Metrics metrics;
  std::unique_ptr<Application> application;
  std::string cookie;
  HttpResponse last;

  Fixture() {
    set_log_level(Level::error);
    RouteTable table;
    add_web_routes(table, {});
    add_file_routes(table, {});
    application = std::make_unique<Application>(std::move(table), databases, sessions, metrics);
  }
  ~Fixture() { std::filesystem::remove_all(folder); }

  HttpResponse& send(const std::string& method, const std::string& target,
                     const std::string& body = "", const Pairs& headers = {}) {
    auto request = std::make_shared<HttpRequest>();
    request->method = method;
    request->target = target;
    const std::size_t question = target.find('?');
    request->path = percent_decode(target.substr(0, question), false);
    if (question != std::string::npos) request->query = parse_query(target.substr(question + 1));
    request->headers = headers;
    if (!cookie.empty())
      request->headers.emplace_back("Cookie", "session_id=" + cookie + "; cids=1,2");
    request->host = "h:1";
    request->body = body;
    last = {};
    application->plan(*request).handler(
        request, [this](HttpResponse response) { last = std::move(response); });
    const std::string set(last.header("set-cookie"));
    if (set.starts_with("session_id=")) cookie = set.substr(11, 40);
    return last;
  }
  void login() {
    send("POST", "/web/session/authenticate",
         R"({"params": {"db": "test", "login": "demo", "password": "demo"}})",
         {{"Content-Type", "application/json"}});
  }
  // The pattern that answered.
  std::string row(const std::string& target) { return send("GET", target).body; }
  std::string token() const {
    return bridge::hex(bridge::hmac(bridge::Digest::sha1, "s3cret", cookie + "9999999999")) +
           "o9999999999";
  }
  HttpResponse& upload(const std::string& form_token, const std::string& filename) {
    const std::string body =
        "--B\r\nContent-Disposition: form-data; name=\"callback\"\r\n\r\ncb\r\n"
        "--B\r\nContent-Disposition: form-data; name=\"csrf_token\"\r\n\r\n" +
        form_token + "\r\n--B\r\nContent-Disposition: form-data; name=\"ufile\"; filename=\"" +
        filename + "\"\r\nContent-Type: text/plain\r\n\r\none\r\ntwo\r\n--B--\r\n";
    return send("POST", "/web/binary/upload_attachment", body,
                {{"Content-Type", "multipart/form-data; boundary=B"}});
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(every_form_of_an_address_finds_its_row, Fixture) {
  BOOST_TEST(row("/web/content") == "/web/content");
  BOOST_TEST(row("/web/content/7") == "/web/content/<int:id>");
  BOOST_TEST(backend.last_query.params["id"] == 7);
  BOOST_TEST(row("/web/content/base.logo") == "/web/content/<string:xmlid>");
  BOOST_TEST(backend.last_query.params["xmlid"] == "base.logo");
  BOOST_TEST(row("/web/content/7/caf%C3%A9.txt") == "/web/content/<int:id>/<string:filename>");
  BOOST_TEST(backend.last_query.params["filename"] == "café.txt");
  BOOST_TEST(row("/web/content/7-abc/f.txt") ==
             "/web/content/<int:id>-<string:unique>/<string:filename>");
  BOOST_TEST(backend.last_query.params["unique"] == "abc");
  BOOST_TEST(row("/web/content/res.partner/7/image_128") ==
             "/web/content/<string:model>/<int:id>/<string:field>");
  BOOST_TEST(row("/web/image/7/10x20") == "/web/image/<int:id>/<int:width>x<int:height>");
  BOOST_TEST(backend.last_query.params["height"] == 20);
  BOOST_TEST(row("/web/image/res.partner/7/image_128/64x64/me.png") ==
             "/web/image/<string:model>/<int:id>/<string:field>/<int:width>x<int:height>/"
             "<string:filename>");
  BOOST_TEST(row("/mail/mail.channel/1/avatar/7") ==
             "/mail/<string:res_model>/<int:res_id>/avatar/<int:partner_id>");
  BOOST_TEST(row("/web/image?model=res.partner&id=7") == "/web/image");
  BOOST_TEST(backend.last_query.params["id"] == "7");
}

BOOST_FIXTURE_TEST_CASE(files_are_open_to_visitors_and_know_the_user_of_a_session, Fixture) {
  send("GET", "/web/content/7");
  BOOST_TEST(last.status == 200);
  BOOST_TEST(backend.last_uid == 0);
  BOOST_TEST(backend.last_query.session_uid == 0);
  login();
  send("GET", "/web/content/7", "", {{"If-None-Match", "abc"}});
  BOOST_TEST(backend.last_uid == 6);
  BOOST_TEST(backend.last_query.session_uid == 6);
  BOOST_TEST(backend.last_query.if_none_match == "abc");
  BOOST_TEST(backend.last_query.companies == "1,2");
  backend.users["demo"].second =
      "changed";  // the session's proof is void: the file is shown to a visitor
  send("GET", "/web/content/7");
  BOOST_TEST(last.status == 200);
  BOOST_TEST(backend.last_uid == 0);
}

BOOST_FIXTURE_TEST_CASE(pages_and_redirections_are_the_servers, Fixture) {
  BOOST_TEST(send("GET", "/web/content/7?missing=1").status == 404);
  BOOST_TEST(last.header("content-type") == "text/html; charset=utf-8");
  BOOST_TEST(send("GET", "/web/content/7?elsewhere=1").status == 301);
  BOOST_TEST(last.header("location") == "http://h:1/there");
  BOOST_TEST(send("GET", "/web/content/7?crash=1").status == 500);
}

BOOST_FIXTURE_TEST_CASE(an_upload_needs_a_user_and_the_token_of_the_session, Fixture) {
  upload("", "a.txt");
  BOOST_TEST(last.status == 302);
  BOOST_TEST(last.header("location").starts_with("http://h:1/web/login?redirect="));
  login();
  BOOST_TEST(upload("wrong", "a.txt").status == 400);
  BOOST_TEST(last.body.find("Session expired (invalid CSRF token)") != std::string::npos);
  BOOST_TEST(upload(token(), "a b.txt").status == 200);
  BOOST_TEST(backend.last_query.params == Value({{"callback", "cb"}}));
  BOOST_TEST(backend.last_query.files.size() == 1u);
  BOOST_TEST(backend.last_query.files[0].field == "ufile");
  BOOST_TEST(backend.last_query.files[0].filename == "a b.txt");
  BOOST_TEST(backend.last_query.files[0].content == "one\r\ntwo");
}

BOOST_FIXTURE_TEST_CASE(errors_of_an_upload_are_json_in_a_page, Fixture) {
  login();
  send("GET", "/web/binary/upload_attachment?crash=1");
  BOOST_TEST(last.status == 500);
  BOOST_TEST(last.body.find("odoo.exceptions.UserError") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(only_uploads_take_large_bodies, Fixture) {
  HttpRequest request;
  request.method = "POST";
  request.path = "/web/binary/upload_attachment";
  BOOST_TEST(application->plan(request).body_limit == EndpointOptions{}.call_limit);
  request.path = "/web/content/7";
  BOOST_TEST(application->plan(request).body_limit == std::size_t{1} << 20);
}

BOOST_FIXTURE_TEST_CASE(attachments_answer_at_their_own_address, Fixture) {
  BOOST_TEST(send("GET", "/served.txt").body == "served");
  BOOST_TEST(send("GET", "/nothing").status == 404);
  BOOST_TEST(send("DELETE", "/served.txt").status == 404);
  send("POST", "/served.txt", "{}", {{"Content-Type", "application/json"}});
  BOOST_TEST(last.body.find("\"code\":404") != std::string::npos, last.body);
}

BOOST_FIXTURE_TEST_CASE(a_wrong_method_hears_which_are_right, Fixture) {
  BOOST_TEST(send("POST", "/mail/assign").status == 405);
  BOOST_TEST(last.header("allow") == "GET, HEAD");
}
