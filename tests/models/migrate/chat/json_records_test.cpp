// A damaged record does not take the others of its file with it, and is named by its line.
#include "models/migrate/chat/json_records.hpp"

#include <boost/test/unit_test.hpp>

using namespace chatterd::migrate;

namespace {

struct Seen {
  std::string text;
  JsonSinks sinks = {[this](chatterd::Json&& value, std::int64_t line) {
                       text += std::to_string(line) + value.dump() + " ";
                     },
                     [this](std::int64_t line, const std::string& why) {
                       text += std::to_string(line) + "!" + why + " ";
                     }};
};

std::string list(const std::string& given) {
  Seen seen;
  return each_element(given, seen.sinks) ? seen.text : "no list";
}

std::string lines(std::vector<std::string> pieces) {
  Seen seen;
  std::size_t at = 0;
  each_line([&] { return at < pieces.size() ? pieces[at++] : std::string(); }, seen.sinks);
  return seen.text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(elements_of_a_list) {
  BOOST_TEST(list("[]") == "");
  BOOST_TEST(list("\xef\xbb\xbf [{\"a\": \"],}\\\"\"},\n {}]") == "1{\"a\":\"],}\\\"\"} 2{} ");
  BOOST_TEST(list("[{},\n{x},\n7,\n{\"b\": [1]}]") ==
             "1{} 2!is no JSON 3!is no JSON object 4{\"b\":[1]} ");
  BOOST_TEST(list("[{},\n{\"a\": \"") == "1{} 2!the file is cut off here ");
  BOOST_TEST(list("{\"a\": []}") == "no list");
  BOOST_TEST(list("") == "no list");
}

BOOST_AUTO_TEST_CASE(lines_in_pieces) {
  BOOST_TEST(lines({"{\"a\"", ":1}\n", "\n{}", "\r\nx\n{\"b\":2}"}) ==
             "1{\"a\":1} 3{} 4!is no JSON 5{\"b\":2} ");
}

BOOST_AUTO_TEST_CASE(members_of_any_kind) {
  const auto value =
      chatterd::Json::parse(R"({"t": "x", "n": 3, "b": true, "l": [1], "o": {}, "z": null})");
  BOOST_TEST(text_in(value, "t") == "x");
  BOOST_TEST(text_in(value, "n") == "3");
  BOOST_TEST(text_in(value, "b") == "");
  BOOST_TEST(number_in(value, "n") == 3);
  BOOST_TEST(number_in(value, "t") == 0);
  BOOST_TEST(truth_in(value, "b"));
  BOOST_TEST(!truth_in(value, "z"));
  BOOST_TEST(list_in(value, "l").size() == 1);
  BOOST_TEST(list_in(value, "o").empty());
  BOOST_TEST(object_in(value, "l").empty());
  BOOST_TEST(text_in(chatterd::Json(7), "x") == "");
}

// Tools write numbers as texts and the other way round.
BOOST_AUTO_TEST_CASE(numbers_and_texts_stand_for_each_other) {
  const auto value = chatterd::Json::parse(
      R"({"t": "1600080007000", "f": 1600080003.0002, "h": 1e300, "u": 18446744073709551615,
          "x": "12x", "e": ""})");
  BOOST_TEST(number_in(value, "t") == 1600080007000);
  BOOST_TEST(number_in(value, "f") == 1600080003);
  BOOST_TEST(text_in(value, "f") == "1600080003.000200");
  for (const char* name : {"h", "u", "x", "e"}) BOOST_TEST(number_in(value, name) == 0, name);
}

BOOST_AUTO_TEST_CASE(what_is_no_utf8_costs_itself_alone) {
  BOOST_TEST(list("[{\"a\":\"x\xFFy\"}]") == "1{\"a\":\"x\xEF\xBF\xBDy\"} ");
  BOOST_TEST(list("[{\"a\":\xFF}]") == "1!is no JSON ");
}
