// The XML-RPC codec.
#include "rpc/wire/xmlrpc.hpp"

#include <boost/test/unit_test.hpp>

#include "bridge/text/unicode.hpp"
#include "models/engine/errors.hpp"

using namespace chatterd;
using namespace chatterd::rpc;

namespace {

std::string call(const std::string& params) {
  return "<?xml version='1.0'?>\n<methodCall><methodName>execute</methodName><params>" + params +
         "</params></methodCall>";
}
Value one(const std::string& value) {
  return parse_xml_call(call("<param>" + value + "</param>")).params.at(0);
}

void check_refused(const std::string& body,
                   const std::string& python_name = "xml.parsers.expat.ExpatError") {
  BOOST_TEST_CONTEXT(body.substr(0, 200))
  BOOST_CHECK_EXCEPTION(parse_xml_call(body), Error, [&](const Error& error) {
    BOOST_TEST(error.python_name() == python_name);
    return error.python_name() == python_name;
  });
}
constexpr const char* no_call = "xmlrpc.client.ResponseError";

}  // namespace

BOOST_AUTO_TEST_CASE(every_type_is_read) {
  BOOST_TEST(one("<value><int>5</int></value>") == Value(5));
  BOOST_TEST(one("<value><i4>-5</i4></value>") == Value(-5));
  BOOST_TEST(one("<value><i8>5000000000</i8></value>") == Value(5000000000));
  BOOST_TEST(one("<value><boolean>1</boolean></value>") == Value(true));
  BOOST_TEST(one("<value><boolean>0</boolean></value>") == Value(false));
  BOOST_TEST(one("<value><double>1.5</double></value>") == Value(1.5));
  BOOST_TEST(one("<value><string>a &lt; b</string></value>") == Value("a < b"));
  BOOST_TEST(one("<value><string></string></value>") == Value(""));
  BOOST_TEST(one("<value><string/></value>") == Value(""));
  BOOST_TEST(one("<value>plain</value>") == Value("plain"));
  BOOST_TEST(one("<value/>") == Value(""));
  BOOST_TEST(one("<value></value>") == Value(""));
  BOOST_TEST(one("<value><nil/></value>") == Value());
  BOOST_TEST(one("<value><dateTime.iso8601>20200131T10:20:30</dateTime.iso8601></value>") ==
             Value("2020-01-31 10:20:30"));
  BOOST_TEST(one("<value><array><data><value><int>1</int></value><value>x</value></data></array></"
                 "value>") == (Value{1, "x"}));
  BOOST_TEST(one("<value><array><data/></array></value>") == Value::array());
  BOOST_TEST(one("<value><struct/></value>") == Value::object());
  BOOST_TEST(one("<value><struct><member><name>é</name><value><int>1</int></value></member></"
                 "struct></value>") == (Value{{"é", 1}}));
  BOOST_TEST((one("<value><base64>aGVsbG8AAQ==</base64></value>") ==
              Value::binary(std::vector<std::uint8_t>{'h', 'e', 'l', 'l', 'o', 0, 1})));
  BOOST_TEST(one("<value><string><![CDATA[<!DOCTYPE x>]]></string></value>") ==
             Value("<!DOCTYPE x>"));
}

BOOST_AUTO_TEST_CASE(a_call_without_params_is_read) {
  const XmlCall version =
      parse_xml_call("<methodCall><methodName>version</methodName></methodCall>");
  BOOST_TEST(version.method == "version");
  BOOST_TEST(version.params == Value::array());
  BOOST_TEST(parse_xml_call(call("")).params == Value::array());
}

BOOST_AUTO_TEST_CASE(what_python_reads_is_read) {
  BOOST_TEST(one("<value><int> 5\n</int></value>") == Value(5));
  BOOST_TEST(one("<value><int>+5</int></value>") == Value(5));
  BOOST_TEST(one("<value><int>99999999999</int></value>") == Value(99999999999));
  BOOST_TEST(one("<value><biginteger>9</biginteger></value>") == Value(9));
  BOOST_TEST(one("<value><i1>9</i1></value>") == Value(9));
  BOOST_TEST(one("<value><double> 1.5 </double></value>") == Value(1.5));
  BOOST_TEST(one("<value><double>+1e3</double></value>") == Value(1000.0));
  BOOST_TEST(one("<value><double>1e999</double></value>") ==
             Value(std::numeric_limits<double>::infinity()));
  BOOST_TEST(one("<value><double>-1e-999</double></value>") == Value(0.0));
  BOOST_TEST(one("<value><ex:nil xmlns:ex='http://ws.apache.org/xmlrpc/namespaces/extensions'/></"
                 "value>") == Value());
  BOOST_TEST(one("<value>\n  <string> a </string>\n</value>") == Value(" a "));
  BOOST_TEST(one("<value>a<!-- b -->c<![CDATA[<d>]]>&#101;&#x66;</value>") == Value("ac<d>ef"));
}

BOOST_AUTO_TEST_CASE(date_times_of_any_writing_are_read) {
  const auto time = [](const std::string& text) {
    return one("<value><dateTime.iso8601>" + text + "</dateTime.iso8601></value>");
  };
  for (const char* text :
       {"20200131T10:20:30", " 20200131T10:20:30\n", "2020-01-31T10:20:30", "20200131T102030",
        "2020-01-31 10:20:30", "20200131T10:20:30Z", "20200131T10:20:30.250"})
    BOOST_TEST(time(text) == Value("2020-01-31 10:20:30"), text);
  for (const char* text : {"yesterday", "", "20200131", "20200131T10:20:30+02:00",
                           "2020013T10:20:30", "20200131T10:20:3"})
    BOOST_TEST(time(text) == Value(text), text);
}

BOOST_AUTO_TEST_CASE(what_is_no_call_is_refused) {
  check_refused("");
  check_refused("hello");
  check_refused("<methodCall>");
  check_refused("<methodResponse><params/></methodResponse>", no_call);
  check_refused("<methodCall></methodCall>", no_call);
  check_refused(
      "<methodCall><methodName>m</methodName><params><param><value><array></value></param>"
      "</params></methodCall>");
  check_refused(call("<param><value><integer>1</integer></value></param>"), no_call);
  check_refused(
      call("<param><value><struct><member><name>a</name></member></struct></value></param>"),
      no_call);
  check_refused(call("<param><value><int>x</int></value></param>"), "builtins.ValueError");
  check_refused(call("<param><value><int></int></value></param>"), "builtins.ValueError");
  check_refused(call("<param><value><double>1.5.1</double></value></param>"),
                "builtins.ValueError");
  check_refused(call("<param><value><boolean>7</boolean></value></param>"), "builtins.TypeError");
  check_refused(call("<param><value><base64>YWJj\nZ</base64></value></param>"), "binascii.Error");
  check_refused(call("<param><value><string>caf\xe9</string></value></param>"));
  check_refused(call("<param><value>\x01</value></param>"));
  check_refused(call("<param><value>&#1;</value></param>"));
  check_refused(call("<param><value>&#xd83d;&#xde00;</value></param>"));
  check_refused(call("<param><value>&#xfffe;</value></param>"));
  const std::string whole = call("<param><value><string>text</string></value></param>");
  for (std::size_t cut = 0; cut < whole.size(); cut += 3) check_refused(whole.substr(0, cut));
}

BOOST_AUTO_TEST_CASE(a_tag_without_end_costs_nothing) {
  std::string attributes = "<methodCall";
  for (int i = 0; i < 200000; ++i) attributes += " a" + std::to_string(i) + "='1'";
  check_refused(attributes + "><methodName>m</methodName></methodCall>");
  check_refused("<methodCall " + std::string(1 << 20, '<'));
}

// Every character that XML can hold, as it is, as a reference of both kinds, in a value, in a name
// of a struct and back in an answer.
BOOST_AUTO_TEST_CASE(every_character_comes_in_and_back) {
  const auto holds = [](char32_t c) {
    return (c >= 0x20 || c == '\t' || c == '\n') && (c < 0xd800 || c > 0xdfff) && c != 0xfffe &&
           c != 0xffff && c <= 0x10ffff;
  };
  constexpr char32_t at_once = 997;
  for (char32_t first = 1; first <= 0x10ffff; first += at_once) {
    std::string plain, written, decimal, hexadecimal;
    for (char32_t c = first; c < first + at_once; ++c) {
      if (!holds(c) && c != '\r') continue;
      bridge::append_utf8(plain, c);
      decimal += "&#" + std::to_string(static_cast<unsigned>(c)) + ";";
      char code[16];
      std::snprintf(code, sizeof code, "&#x%X;", static_cast<unsigned>(c));
      hexadecimal += code;
      if (c == '<' || c == '&' || c == '\r')
        written += code;
      else
        bridge::append_utf8(written, c);
    }
    for (const std::string& text : {written, decimal, hexadecimal}) {
      const Value read = one("<value><struct><member><name>" + text + "</name><value><string>" +
                             text + "</string></value></member></struct></value>");
      BOOST_REQUIRE_MESSAGE(read == (Value{{plain, plain}}),
                            "characters from " << static_cast<unsigned>(first));
    }
    std::string answer = xml_response({{plain, plain}});
    const std::size_t from = answer.find("<value>"), to = answer.rfind("</param>");
    BOOST_REQUIRE(one(answer.substr(from, to - from)) == (Value{{plain, plain}}));
  }
}

BOOST_AUTO_TEST_CASE(members_keep_their_order) {
  const Value read =
      one("<value><struct><member><name>z</name><value/></member><member><name>a</name><value/>"
          "</member></struct></value>");
  BOOST_TEST(read.dump() == R"({"z":"","a":""})");
  const std::string answer = xml_response(read);
  BOOST_TEST(answer.find("<name>z") < answer.find("<name>a"));
}

BOOST_AUTO_TEST_CASE(document_types_and_entities_are_refused) {
  check_refused("<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]>" +
                call("<param><value>&a;</value></param>").substr(21));
  std::string bomb = "<?xml version='1.0'?>\n<!DOCTYPE lolz [<!ENTITY lol 'lol'>";
  for (int i = 1; i < 10; ++i)
    bomb += "<!ENTITY lol" + std::to_string(i) + " '&lol" + (i > 1 ? std::to_string(i - 1) : "") +
            ";&lol;'>";
  check_refused(bomb + "]>" + call("<param><value>&lol9;</value></param>").substr(21));
  check_refused(call("<param><value>&unknown;</value></param>"));
}

BOOST_AUTO_TEST_CASE(deep_values_are_refused) {
  std::string open, close;
  for (int i = 0; i < 100000; ++i) {
    open += "<value><array><data>";
    close += "</data></array></value>";
  }
  check_refused(call("<param>" + open + close + "</param>"));
  std::string disguised;
  for (int i = 0; i < 100000; ++i) disguised += "<value a='/>'>";
  check_refused(call("<param>" + disguised + "</param>"));
}

BOOST_AUTO_TEST_CASE(answers_use_the_tags_that_strict_clients_know) {
  BOOST_TEST(xml_response(7) ==
             "<?xml "
             "version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value><int>7</int></value>\n</"
             "param>\n"
             "</params>\n</methodResponse>\n");
  const auto body = [](const Value& value) {
    const std::string all = xml_response(value);
    const std::size_t from = all.find("<param>\n") + 8;
    return all.substr(from, all.find("</param>") - from);
  };
  BOOST_TEST(body(true) == "<value><boolean>1</boolean></value>\n");
  BOOST_TEST(body(1.0) == "<value><double>1.0</double></value>\n");
  BOOST_TEST(body(0.1) == "<value><double>0.1</double></value>\n");
  BOOST_TEST(body("a&<>é") == "<value><string>a&amp;&lt;&gt;é</string></value>\n");
  BOOST_TEST(body(Value::array({1, "x"})) ==
             "<value><array><data>\n<value><int>1</int></value>\n<value><string>x</string></"
             "value>\n</data></array></"
             "value>\n");
  BOOST_TEST(body({{"a", false}}) ==
             "<value><struct>\n<member>\n<name>a</name>\n<value><boolean>0</boolean></value>\n</"
             "member>\n</struct></value>\n");
}

BOOST_AUTO_TEST_CASE(none_and_large_integers_cannot_be_answered) {
  BOOST_CHECK_EXCEPTION(xml_response(nullptr), TypeError, [](const TypeError& error) {
    return std::string(error.what()) == "cannot marshal None unless allow_none is enabled";
  });
  BOOST_CHECK_THROW(xml_response({{"a", nullptr}}), TypeError);
  BOOST_CHECK_THROW(xml_response(3000000000), Error);
}

BOOST_AUTO_TEST_CASE(characters_that_xml_cannot_hold_are_left_out) {
  const std::string answer = xml_response(std::string("a\0b\x1b[0m\xef\xbf\xbf\xffz", 12));
  BOOST_TEST(answer.find("<string>ab[0mz</string>") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(faults_have_integer_or_text_codes) {
  BOOST_TEST(xml_fault({2, "no"}).find("<name>faultCode</name>\n<value><int>2</int></value>") !=
             std::string::npos);
  BOOST_TEST(xml_fault({std::string("AccessDenied"), "Access denied"})
                 .find("<value><string>AccessDenied</string></value>") != std::string::npos);
}
