// Texts in addresses, there and back.
#include "bridge/text/percent.hpp"

#include <boost/test/unit_test.hpp>

using namespace chatterd::bridge;

BOOST_AUTO_TEST_CASE(what_is_not_plain_becomes_its_bytes) {
  BOOST_TEST(percent_encode("a b/é~") == "a%20b%2F%C3%A9~");
  BOOST_TEST(percent_encode("a b/é~", "/") == "a%20b/%C3%A9%7E");
}

BOOST_AUTO_TEST_CASE(decoding_gives_the_text_back) {
  BOOST_TEST(percent_decode(percent_encode("à+b %41"), false) == "à+b %41");
  BOOST_TEST(percent_decode("a+b%20c", true) == "a b c");
}

BOOST_AUTO_TEST_CASE(what_is_no_encoding_stays) {
  BOOST_TEST(percent_decode("100% sure %zz %4", false) == "100% sure %zz %4");
}

BOOST_AUTO_TEST_CASE(a_form_writes_spaces_as_plus) {
  BOOST_TEST(form_encode("a b+c/é~") == "a+b%2Bc%2F%C3%A9~");
  BOOST_TEST(percent_decode(form_encode("a b+c/é~"), true) == "a b+c/é~");
}
