// Whose call it is, seen in its first bytes; and who may send a large one.
#include "rpc/routes/strangers.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "rpc/routes/application.hpp"
#include "rpc/routes/endpoints.hpp"
#include "tests/rpc/fake_backend.hpp"

using namespace chatterd;
using namespace chatterd::rpc;
using namespace chatterd::rpc::test;

namespace {

std::string shown(const std::optional<ClaimedCaller>& claimed) {
  if (!claimed) return "nobody";
  return claimed->database + " " + std::to_string(claimed->caller.uid) + " " +
         claimed->caller.password;
}

const std::string json_call =
    R"({"jsonrpc": "2.0", "method": "call", "id": [1, 2, 3], "params": {"service": "object",)"
    R"( "method": "execute_kw", "args": ["test", 6, "de\u006do", "ir.attachment", "create", [{"datas": ")";
const std::string xml_call =
    "<?xml version='1.0'?>\n<methodCall>\n<methodName>execute_kw</methodName>\n<params>\n"
    "<param>\n<value><string>test</string></value>\n</param>\n"
    "<param>\n<value><int>6</int></value>\n</param>\n"
    "<param>\n<value>de&#109;o</value>\n</param>\n<param>\n<value><string>ir.attach";

}  // namespace

BOOST_AUTO_TEST_CASE(a_call_that_has_only_begun_names_its_caller) {
  BOOST_TEST(shown(proof_in_json(json_call)) == "test 6 demo");
  BOOST_TEST(shown(proof_in_xml(xml_call)) == "test 6 demo");
  const std::size_t end = json_call.find("006do\"") + 6;
  for (std::size_t size = 0; size <= json_call.size(); ++size)
    BOOST_TEST(shown(proof_in_json(json_call.substr(0, size))) ==
               (size >= end ? "test 6 demo" : "nobody"));
  BOOST_TEST(shown(proof_in_xml(xml_call.substr(0, xml_call.find("&#109")))) == "nobody");
}

BOOST_AUTO_TEST_CASE(what_only_looks_like_a_proof_is_none) {
  for (const char* text :
       {"", "[]", "{", "null", R"({"args": ["test", 6, "demo", "x"]})",
        R"({"params": [["test", 6, "demo"]]})", R"({"params": {"args": "test 6 demo"}})",
        R"({"params": {"args": [["test", 6, "demo"]], "x": 1}})",
        R"({"params": {"kwargs": ["test", 6, "demo"]}})",
        R"({"params": {"args": ["test", "6", "demo"]}})",
        R"({"params": {"args": ["test", 6, 7, "demo"]}})",
        R"({"params": {"args": ["test", -6, "demo"]}})", R"({"params": {"args": ["test", 6, ""]}})",
        R"({"x": {"args": ["test", 6, "demo"]}})"})
    BOOST_TEST(shown(proof_in_json(text)) == "nobody", text);
  for (const char* text :
       {"", "<param></param><param></param><param></param>",
        "<param><value>test</value></param><param><value>6</value></param><param><value>demo</"
        "value></param>",
        "<param><value>test</value></param><param><value><int>6</int></value></param>"})
    BOOST_TEST(shown(proof_in_xml(text)) == "nobody", text);
}

BOOST_AUTO_TEST_CASE(strangers_send_little) {
  const std::string folder =
      std::filesystem::temp_directory_path() / ("strangers-test-" + std::to_string(::getpid()));
  FakeBackend backend;
  const Databases databases({{.name = "test", .backend = &backend}});
  SessionStore sessions(folder);
  Metrics metrics;
  RouteTable table;
  add_web_routes(table, {});
  add_rpc_routes(table, {});
  const Application application(std::move(table), databases, sessions, metrics);
  Session session = sessions.open(std::nullopt);
  session.db = backend.database();
  session.uid = 6;
  sessions.save(session);
  const auto may = [&](const std::string& path, const std::string& sid, std::string_view begin) {
    HttpRequest head;
    head.method = "POST";
    head.path = path;
    if (!sid.empty()) head.headers.emplace_back("Cookie", "session_id=" + sid);
    const Plan plan = application.plan(head);
    return plan.leave_from == 0 ? "unlimited" : plan.leave(head, begin) ? "yes" : "no";
  };
  BOOST_TEST(may("/web/dataset/call_kw", session.sid, "") == "yes");
  BOOST_TEST(may("/web/dataset/call_kw", "", "") == "no");
  BOOST_TEST(may("/web/dataset/call_kw", SessionStore::new_sid(), "") == "no");
  BOOST_TEST(may("/jsonrpc", session.sid, "") == "no");
  BOOST_TEST(may("/jsonrpc", "", json_call) == "yes");
  BOOST_TEST(may("/xmlrpc/2/object", "", xml_call) == "yes");
  std::string wrong = json_call;
  wrong.replace(wrong.find(", 6,"), 4, ", 2,");
  BOOST_TEST(may("/jsonrpc", "", wrong) == "no");
  // no route is left out: who is nobody sends a megabyte at most
  for (const char* path : {"/web/dataset/call_kw", "/web/dataset/call", "/web/dataset/call_button",
                           "/web/session/save_session_action", "/jsonrpc", "/xmlrpc/common",
                           "/xmlrpc/2/common", "/web/session/authenticate", "/nowhere"}) {
    HttpRequest head;
    head.method = "POST";
    head.path = path;
    const Plan plan = application.plan(head);
    BOOST_TEST((plan.body_limit <= 1 << 20 || plan.leave_from <= 1 << 20), path);
    BOOST_TEST((plan.body_limit <= 1 << 20 || !plan.leave(head, "")), path);
  }
  std::filesystem::remove_all(folder);
}
