#include "bridge/text/json_text.hpp"

#include <boost/test/unit_test.hpp>
#include <random>

using chatterd::Json;
using chatterd::bridge::read_json;
using chatterd::bridge::with_whole_characters;

namespace {

constexpr const char* replacement = "\xef\xbf\xbd";

std::string escape(unsigned unit) {
  char text[8];
  std::snprintf(text, sizeof text, unit % 2 ? "\\u%04x" : "\\u%04X", unit);
  return text;
}

// What a UTF-16 text reads as when each half that has no other is replaced: told by another way
// than the sources'.
std::string expected(const std::vector<unsigned>& units) {
  std::string out;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const bool first = units[i] >> 10 == 0x36, second = units[i] >> 10 == 0x37;
    if (first && i + 1 < units.size() && units[i + 1] >> 10 == 0x37) {
      const unsigned c = 0x10000 + ((units[i] & 0x3ff) << 10) + (units[i + 1] & 0x3ff);
      for (const unsigned byte :
           {0xf0 | c >> 18, 0x80 | (c >> 12 & 63), 0x80 | (c >> 6 & 63), 0x80 | (c & 63)})
        out += static_cast<char>(byte);
      ++i;
    } else if (first || second) {
      out += replacement;
    } else {
      out += static_cast<char>(units[i]);
    }
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(half_a_character_is_replaced_and_the_words_are_kept) {
  BOOST_TEST(read_json(R"("Hello \ud83d world")") ==
             Json(std::string("Hello ") + replacement + " world"));
  BOOST_TEST(read_json(R"({"\udE00":["\ud83d"]})") == (Json{{replacement, {replacement}}}));
  BOOST_TEST(read_json(R"("\ud83d\ude00")") == Json("\xf0\x9f\x98\x80"));
}

BOOST_AUTO_TEST_CASE(a_backslash_that_is_escaped_begins_no_character) {
  BOOST_TEST(read_json(R"("\\ud83d")") == Json("\\ud83d"));
  BOOST_TEST(read_json(R"("\\\ud83d\\ude00")") ==
             Json(std::string("\\") + replacement + "\\ude00"));
  BOOST_TEST(with_whole_characters(R"("\ud7ff \ue000 \"\ud8")") == R"("\ud7ff \ue000 \"\ud8")");
}

BOOST_AUTO_TEST_CASE(what_is_no_json_stays_refused) {
  for (const char* text :
       {"", R"("\ud83)", R"("\ud83d)", R"("\udxyz")", "\"\xed\xa0\xbd\"", "\\ud83d"})
    BOOST_CHECK_THROW(read_json(text), Json::parse_error);
}

BOOST_AUTO_TEST_CASE(any_sequence_of_halves_is_read) {
  std::mt19937 chance(20);
  const unsigned kinds[] = {0xd83d, 0xde00, 0xd800, 0xdbff, 0xdc00, 0xdfff, 'a', '"', '\\', 'u'};
  for (int round = 0; round < 20000; ++round) {
    std::vector<unsigned> units(chance() % 7);
    std::string json = "\"";
    for (unsigned& unit : units) {
      unit = kinds[chance() % std::size(kinds)];
      if (unit == '"' || unit == '\\')
        (json += '\\') += static_cast<char>(unit);
      else
        json += unit < 128 ? std::string(1, static_cast<char>(unit)) : escape(unit);
    }
    BOOST_REQUIRE_MESSAGE(read_json(json + '"').get<std::string>() == expected(units), json);
  }
}
