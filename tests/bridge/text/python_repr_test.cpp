// Python's repr() of text.
#include "bridge/text/python_repr.hpp"

#include <boost/test/unit_test.hpp>

using namespace chatterd::bridge;

BOOST_AUTO_TEST_CASE(strings_print_as_python_prints_them) {
  BOOST_TEST(python_string("plain") == "'plain'");
  BOOST_TEST(python_string("it's") == "\"it's\"");
  BOOST_TEST(python_string("\"it's\"") == "'\"it\\'s\"'");
  BOOST_TEST(python_string("a\\b\n\r\t") == "'a\\\\b\\n\\r\\t'");
  BOOST_TEST(python_string("é漢😀") == "'é漢😀'");
  BOOST_TEST(python_string(std::string("\0\x1b\x7f", 3)) == "'\\x00\\x1b\\x7f'");
  BOOST_TEST(python_string("\xc2\xa0") == "'\\xa0'");
  BOOST_TEST(python_string("\xe2\x80\x8b") == "'\\u200b'");
  BOOST_TEST(python_string("\xf3\xa0\x80\x81") == "'\\U000e0001'");
  BOOST_TEST(python_string("\xff") == "'\\xff'");
  BOOST_TEST(python_string("\xe0\xa3\xa2") == "'\\u08e2'");
  BOOST_TEST(python_string("\xf0\x9b\xb2\xa0") == "'\\U0001bca0'");
}
