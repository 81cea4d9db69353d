#include "bridge/text/unicode.hpp"

#include <boost/test/unit_test.hpp>

using chatterd::bridge::append_utf8;
using chatterd::bridge::is_utf8;
using chatterd::bridge::remove_accents;

BOOST_AUTO_TEST_CASE(accents_are_left_out_and_compatible_characters_become_plain) {
  BOOST_TEST(remove_accents("Équipe façade") == "Equipe facade");
  BOOST_TEST(remove_accents("ﬁn ①") == "fin 1");
  BOOST_TEST(remove_accents("日本 łódź") == "日本 łodz");
}

BOOST_AUTO_TEST_CASE(faulty_bytes_do_not_end_the_text) {
  BOOST_TEST(remove_accents("a\xff z") == "a\xEF\xBF\xBD z");
}

BOOST_AUTO_TEST_CASE(utf8_is_told_from_other_bytes) {
  BOOST_TEST(is_utf8("é漢😀"));
  BOOST_TEST(is_utf8(std::string("a\0é\0", 5)));
  BOOST_TEST(!is_utf8(std::string("a\0\xe9", 3)));
  for (const char* bad :
       {"\xff", "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe0\x80\x80", "a\x80"})
    BOOST_TEST(!is_utf8(bad));
}

BOOST_AUTO_TEST_CASE(a_code_point_becomes_utf8) {
  std::string text;
  for (const char32_t c : {U'a', U'é', U'漢', U'😀'}) append_utf8(text, c);
  BOOST_TEST(text == "aé漢😀");
}
