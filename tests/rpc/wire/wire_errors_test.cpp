// Errors in the shapes that stock Odoo 13 answers (transcripts session, access, orm_write, xmlrpc).
#include "rpc/wire/wire_errors.hpp"

#include <boost/test/unit_test.hpp>

#include "bridge/postgres/sql.hpp"
#include "models/engine/errors.hpp"

using namespace chatterd;
using namespace chatterd::rpc;

namespace {

template <class E>
WireError wire(const E& error) {
  return describe_error(std::make_exception_ptr(error));
}
template <class E>
Value data(const E& error) {
  Value out = json_error(wire(error));
  out["data"].erase("debug");
  return out;
}
Value expected(int code, const char* message, const Value& fields) {
  return {{"code", code}, {"message", message}, {"data", fields}};
}
constexpr const char* server_error = "Odoo Server Error";

}  // namespace

BOOST_AUTO_TEST_CASE(json_errors_have_the_recorded_shapes) {
  BOOST_TEST(data(AccessDenied()) == expected(200, server_error,
                                              {{"name", "odoo.exceptions.AccessDenied"},
                                               {"message", "Access denied"},
                                               {"arguments", Value::array({"Access denied"})},
                                               {"exception_type", "access_denied"}}));
  BOOST_TEST(data(AccessError("no")) == expected(200, server_error,
                                                 {{"name", "odoo.exceptions.AccessError"},
                                                  {"message", "no\nNone"},
                                                  {"arguments", {"no", nullptr}},
                                                  {"exception_type", "access_error"}}));
  BOOST_TEST(data(MissingError("gone"))["data"]["message"] == "gone\nNone");
  BOOST_TEST(data(ValidationError("bad"))["data"]["exception_type"] == "validation_error");
  BOOST_TEST(data(UserError("think")) == expected(200, server_error,
                                                  {{"name", "odoo.exceptions.UserError"},
                                                   {"message", "think\n"},
                                                   {"arguments", {"think", ""}},
                                                   {"exception_type", "user_error"}}));
  BOOST_TEST(data(SessionExpired()) == expected(100, "Odoo Session Expired",
                                                {{"name", "odoo.http.SessionExpiredException"},
                                                 {"message", "Session expired"},
                                                 {"arguments", Value::array({"Session expired"})},
                                                 {"exception_type", "internal_error"}}));
  BOOST_TEST(data(KeyError("no.such.model")) ==
             expected(200, server_error,
                      {{"name", "builtins.KeyError"},
                       {"message", "no.such.model"},
                       {"arguments", Value::array({"no.such.model"})},
                       {"exception_type", "internal_error"}}));
}

BOOST_AUTO_TEST_CASE(a_missing_route_is_404_in_body_and_status) {
  const WireError error = wire(NotFound("The requested URL was not found on the server."));
  BOOST_TEST(error.http_status == 404);
  BOOST_TEST(json_error(error)["code"] == 404);
  BOOST_TEST(json_error(error)["message"] == "404: Not Found");
  BOOST_TEST(json_error(error)["data"]["arguments"] == Value::array());
  BOOST_TEST(json_error(error)["data"]["message"] ==
             "404 Not Found: The requested URL was not found on the server.");
}

BOOST_AUTO_TEST_CASE(database_errors_have_psycopg_names) {
  BOOST_TEST(wire(bridge::SqlError("duplicate key", "23505", "t", "", "c")).name ==
             "psycopg2.errors.UniqueViolation");
  BOOST_TEST(wire(bridge::SqlError("?", "23999", "", "", "")).name == "psycopg2.IntegrityError");
  BOOST_TEST(wire(bridge::ConnectionLost("gone")).name == "psycopg2.OperationalError");
  BOOST_TEST(wire(std::runtime_error("boom")).name == "builtins.Exception");
  BOOST_TEST(wire(std::runtime_error("boom")).exception_type == "internal_error");
}

BOOST_AUTO_TEST_CASE(faults_of_the_second_version) {
  const auto fault = [](const auto& error) { return fault_v2(wire(error)); };
  BOOST_TEST(std::get<int>(fault(UserError("think")).code) == 2);
  BOOST_TEST(fault(UserError("think")).text == "think");
  BOOST_TEST(std::get<int>(fault(MissingError("gone")).code) == 2);
  BOOST_TEST(fault(MissingError("gone\n(x)")).text == "('gone\\n(x)', None)");
  BOOST_TEST(std::get<int>(fault(AccessDenied()).code) == 3);
  BOOST_TEST(fault(AccessDenied()).text == "Access denied");
  BOOST_TEST(std::get<int>(fault(AccessError("no")).code) == 4);
  BOOST_TEST(fault(AccessError("type 'X' (y)\n\t- z")).text == "(\"type 'X' (y)\\n\\t- z\", None)");
  BOOST_TEST(std::get<int>(fault(ValidationError("bad")).code) == 1);
  BOOST_TEST(fault(ValidationError("bad"))
                 .text.ends_with("\nodoo.exceptions.ValidationError: ('bad', None)\n"));
  BOOST_TEST(fault(KeyError("it's")).text.ends_with("\nKeyError: \"it's\"\n"));
  BOOST_TEST(fault(AttributeError("type object 'm' has no attribute 'x'"))
                 .text.ends_with("\nAttributeError: type object 'm' has no attribute 'x'\n"));
}

BOOST_AUTO_TEST_CASE(faults_of_the_first_version_have_text_codes) {
  const auto code = [](const auto& error) {
    return std::get<std::string>(fault_v1(wire(error)).code);
  };
  BOOST_TEST(code(UserError("think")) == "warning -- think\n\n");
  BOOST_TEST(code(MissingError("gone")) == "warning -- MissingError\n\n('gone', None)");
  BOOST_TEST(code(AccessError("no")) == "warning -- AccessError\n\n('no', None)");
  BOOST_TEST(code(AccessDenied()) == "AccessDenied");
  BOOST_TEST(code(ValidationError("bad")) == "bad\nNone");
  BOOST_TEST(code(ValueError("v")) == "v");
}

BOOST_AUTO_TEST_CASE(pages_tell_no_internals) {
  BOOST_TEST(error_page(wire(std::runtime_error("secret"))).status == 500);
  BOOST_TEST(error_page(wire(std::runtime_error("secret"))).body.find("secret") ==
             std::string::npos);
  BOOST_TEST(error_page(wire(AccessDenied())).status == 403);
  const HttpResponse page = error_page(wire(BadRequest("Invalid JSON data: '<x>'")));
  BOOST_TEST(page.status == 400);
  BOOST_TEST(page.body.find("<p>Invalid JSON data: &#39;&lt;x&gt;&#39;</p>") != std::string::npos);
}
