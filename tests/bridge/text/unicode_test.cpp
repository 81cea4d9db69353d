#include "bridge/text/unicode.hpp"

#include <boost/test/unit_test.hpp>

using chatterd::bridge::remove_accents;

BOOST_AUTO_TEST_CASE(accents_are_left_out_and_compatible_characters_become_plain) {
  BOOST_TEST(remove_accents("Équipe façade") == "Equipe facade");
  BOOST_TEST(remove_accents("ﬁn ①") == "fin 1");
  BOOST_TEST(remove_accents("日本 łódź") == "日本 łodz");
}

BOOST_AUTO_TEST_CASE(faulty_bytes_do_not_end_the_text) {
  BOOST_TEST(remove_accents("a\xff z") == "a\xEF\xBF\xBD z");
}
