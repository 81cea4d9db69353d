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

// What the JSON library says of a wrong type is its own business.
BOOST_AUTO_TEST_CASE(wrong_types_read_as_in_python) {
  const Value list = Value::array({1}), dict = {{"a", 1}}, text = "x", number = 1, nothing;
  Value changing = 1;
  const auto said = [](const auto& work) {
    try {
      work();
    } catch (...) {
      return traceback_line(describe_error(std::current_exception()));
    }
    return std::string("nothing was thrown");
  };
  BOOST_TEST(said([&] { (void)list.get<std::string>(); }) ==
             "TypeError: expected string or bytes-like object");
  BOOST_TEST(said([&] { (void)list.get_ref<const std::string&>(); }) ==
             "TypeError: expected string or bytes-like object");
  BOOST_TEST(said([&] { (void)dict.get<Id>(); }) ==
             "TypeError: int() argument must be a string, a bytes-like object or a number, not "
             "'dict'");
  BOOST_TEST(said([&] { (void)list["a"]; }) ==
             "TypeError: list indices must be integers or slices, not str");
  BOOST_TEST(said([&] { (void)number["a"]; }) == "TypeError: 'int' object is not subscriptable");
  BOOST_TEST(said([&] { (void)nothing.at(0); }) ==
             "TypeError: 'NoneType' object is not subscriptable");
  BOOST_TEST(said([&] { (void)list.value("a", 1); }) ==
             "AttributeError: 'list' object has no attribute 'get'");
  BOOST_TEST(said([&] { (void)list.at(3); }) == "IndexError: list index out of range");
  BOOST_TEST(said([&] { (void)dict.at("b"); }) == "KeyError: 'b'");
  BOOST_TEST(said([&] { changing.push_back(1); }) ==
             "AttributeError: 'int' object has no attribute 'append'");
  BOOST_TEST(said([&] { changing.update(dict); }) ==
             "AttributeError: 'int' object has no attribute 'update'");
  BOOST_TEST(said([&] { (void)text.get<std::vector<int>>(); }) ==
             "TypeError: 'str' object is not iterable");
  BOOST_TEST(said([&] {
               const Value parsed = Value::parse("{");
               (void)parsed;
             }).starts_with("json.decoder.JSONDecodeError"));
  BOOST_TEST(said([&] { (void)text.get<bool>(); }).find("json.exception") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_error_shows_where_files_lie) {
  const auto said = [](const char* text) {
    return describe_error(std::make_exception_ptr(std::runtime_error(text))).message;
  };
  BOOST_TEST(said("cannot write /var/lib/chatterd/sessions/a.json: No space left on device") ==
             "cannot write (file): No space left on device");
  BOOST_TEST(said("open '/srv/a/b'") == "open '(file)'");
  BOOST_TEST(said("half / whole, and/or 1/2") == "half / whole, and/or 1/2");
  BOOST_TEST(said("/web/login") == "(file)");
  BOOST_TEST(said("cannot listen") == "cannot listen");
}
