// is_json decides as Value::accept does, whatever stands in the table.
#include "models/modules/bus/bus_json.hpp"

#include <boost/test/unit_test.hpp>
#include <random>
#include <string>

#include "models/engine/bus_rows.hpp"
#include "models/engine/value.hpp"

namespace {

constexpr int deep = 500;

const char* const texts[] = {
    R"({"id":121207,"body":"<p>hello</p>","author_id":[41,"Alice \"Martin\""],"subject":false})",
    R"(["db","mail.channel",29])",
    R"("office-25")",
    R"( [ 1 , -2 , 0.5 , 1e3 , null , true ] )",
    R"({"a":{"b":[{}, [], {"c":"\u00e9\ud83d\ude00\n\/"}]},"d":-0})",
    R"(["\ud83d", 1e999, 01, 12345678901234567890])",
    "[\"h\u00e9\", \"\\x\", \"\t\"]",
    "",
    "nul",
    "[1,]",
    R"({"a":1,})",
    R"({1:2})",
    "-",
    "[1 2]",
    R"("open)",
};

}  // namespace

BOOST_AUTO_TEST_CASE(texts_that_are_json_and_others) {
  for (const char* text : texts)
    BOOST_TEST(chatterd::is_json(text, deep) == chatterd::Value::accept(text), text);
}

BOOST_AUTO_TEST_CASE(texts_with_a_character_changed) {
  std::mt19937 random(7);
  const std::string characters = R"({}[]",:\u0dD8eE+-.1 antrf)" + std::string("\n\x01\xc3\xa9");
  for (int round = 0; round < 60'000; ++round) {
    std::string text = texts[random() % 7];
    for (auto changes = random() % 3 + 1; changes > 0 && !text.empty(); --changes) {
      const std::size_t at = random() % text.size();
      switch (random() % 3) {
        case 0:
          text[at] = characters[random() % characters.size()];
          break;
        case 1:
          text.erase(at, 1);
          break;
        default:
          text.insert(at, 1, characters[random() % characters.size()]);
      }
    }
    BOOST_TEST_REQUIRE(chatterd::is_json(text, deep) == chatterd::Value::accept(text), text);
  }
}

BOOST_AUTO_TEST_CASE(depth_is_bounded) {
  const std::string good = std::string(500, '[') + std::string(500, ']');
  BOOST_TEST(chatterd::is_json(good, deep));
  BOOST_TEST(!chatterd::is_json("[" + good + "]", deep));
}

BOOST_AUTO_TEST_CASE(ascii_is_as_a_value_is_dumped) {
  for (const chatterd::Value& value :
       {chatterd::Value("h\u00e9 \u20ac \U0001F600 \x7f"), chatterd::Value("plain \"\\\n")})
    BOOST_TEST(chatterd::ascii_json(value.dump()) == value.dump(-1, ' ', true));
}
