// The services common, object and db over /jsonrpc and /xmlrpc, as Odoo answers.
#include <boost/test/unit_test.hpp>

#include "tests/rpc/routes/application_fixture.hpp"

using namespace chatterd;
using namespace chatterd::rpc;
using namespace chatterd::rpc::test;

namespace {

std::string text_param(const std::string& value) {
  return "<param><value>" + value + "</value></param>";
}
const std::string demo_rpc = text_param("test") + text_param("<int>6</int>") + text_param("demo");

}  // namespace

BOOST_FIXTURE_TEST_CASE(jsonrpc_serves_the_services, ApplicationFixture) {
  const auto service = [&](const char* name, const char* method, const Value& args) {
    return json("/jsonrpc", {{"service", name}, {"method", method}, {"args", args}});
  };
  BOOST_TEST(service("common", "login", {"test", "demo", "demo"})["result"] == 6);
  BOOST_TEST(service("common", "login", {"test", "demo", "no"})["result"] == false);
  BOOST_TEST(service("common", "authenticate", {"test", "demo", "demo", ""})["result"] == 6);
  BOOST_TEST(service("object", "execute_kw",
                     {"test", 6, "demo", "m", "echo", {1}, {{"a", 2}}})["result"] ==
             Value::array({1}));
  BOOST_TEST(service("object", "execute_kw", {"test", 6, "demo", "m", "echo", {1}})["result"] ==
             Value::array({1}));
  BOOST_TEST(service("object", "execute", {"test", 6, "demo", "m", "echo", 1, 2})["result"] ==
             (Value{1, 2}));
  BOOST_TEST(service("object", "execute",
                     {"test", 6, "no", "m", "echo"})["error"]["data"]["exception_type"] ==
             "access_denied");
  BOOST_TEST(service("object", "execute",
                     {"test", 6, "demo", "no.such.model", "x"})["error"]["data"]["arguments"] ==
             (Value{"Object no.such.model doesn't exist", ""}));
  BOOST_TEST(service("object", "drop", {"test", 6, "demo"})["error"]["data"]["name"] ==
             "builtins.NameError");
  BOOST_TEST(service("db", "list", Value::array())["result"] == Value::array({"test"}));
  BOOST_TEST(service("db", "drop", {"admin", "test"})["error"]["data"]["exception_type"] ==
             "access_denied");
  BOOST_TEST(service("db", "db_exist", {"nope"})["result"] == false);
  BOOST_TEST(service("nope", "x", Value::array())["error"]["data"]["exception_type"] ==
             "internal_error");
  BOOST_TEST(last.header("set-cookie") == "");
}

BOOST_FIXTURE_TEST_CASE(xmlrpc_serves_the_services, ApplicationFixture) {
  BOOST_TEST(
      xml("/xmlrpc/2/common", "authenticate",
          text_param("test") + text_param("demo") + text_param("demo") + text_param("<struct/>"))
          .find("<int>6</int>") != std::string::npos);
  BOOST_TEST(last.header("content-type") == "text/xml; charset=utf-8");
  BOOST_TEST(last.header("set-cookie") == "");
  BOOST_TEST(
      xml("/xmlrpc/2/common", "login", text_param("test") + text_param("demo") + text_param("no"))
          .find("<boolean>0</boolean>") != std::string::npos);
  const std::string args =
      text_param("<array><data><value><base64>aGk=</base64></value></data></array>");
  xml("/xmlrpc/2/object", "execute_kw", demo_rpc + text_param("m") + text_param("echo") + args);
  BOOST_TEST(backend.last_call[2] == Value::array({"aGk="}));
  xml("/xmlrpc/2/object", "execute_kw",
      demo_rpc + text_param("mail.thread") + text_param("message_process") + args);
  BOOST_TEST(backend.last_call[2] == Value::array({"hi"}));
}

BOOST_FIXTURE_TEST_CASE(xmlrpc_faults_are_odoos, ApplicationFixture) {
  const auto fault = [&](const char* path, const char* method) {
    const std::string body =
        xml(path, "execute_kw",
            demo_rpc + text_param("m") + text_param(method) + text_param("<array><data/></array>"));
    const std::size_t at = body.find("<name>faultCode</name>\n<value>") + 30;
    return body.substr(at, body.find("</value>", at) - at);
  };
  BOOST_TEST(fault("/xmlrpc/2/object", "user_error") == "<int>2</int>");
  BOOST_TEST(fault("/xmlrpc/2/object", "access_error") == "<int>4</int>");
  BOOST_TEST(fault("/xmlrpc/2/object", "validation_error") == "<int>1</int>");
  BOOST_TEST(fault("/xmlrpc/object", "user_error") ==
             "<string>warning -- think again\n\n</string>");
  BOOST_TEST(fault("/xmlrpc/object", "access_error") ==
             "<string>warning -- AccessError\n\n('not you', None)</string>");
  BOOST_TEST(fault("/xmlrpc/2/object", "none") == "<int>1</int>");
  BOOST_TEST(last.body.find("TypeError: cannot marshal None unless allow_none is enabled") !=
             std::string::npos);
  BOOST_TEST(backend.last_call[1] == "none");
  send("POST", "/xmlrpc/2/object", "text/xml", "<!DOCTYPE x><methodCall/>");
  BOOST_TEST(last.status == 200);
  BOOST_TEST(last.body.find("<int>1</int>") != std::string::npos);
}
