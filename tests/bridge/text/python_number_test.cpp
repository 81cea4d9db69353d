// Numbers in texts, as Python 3 reads them.
#include "bridge/text/python_number.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

using chatterd::bridge::python_float;
using chatterd::bridge::python_integer;

BOOST_AUTO_TEST_CASE(integers_are_read_as_python_reads_them) {
  const auto read = [](std::string_view text) { return python_integer(text).value_or("(none)"); };
  for (const char* five : {"5", " 5\n", "+5", "\v5\f", "\u00a05\u2003", "٥", "५", "５",
                           "\x1c"
                           "5"})
    BOOST_TEST(read(five) == "5", five);
  BOOST_TEST(read("1_0") == "10");
  BOOST_TEST(read("-1_2_3") == "-123");
  BOOST_TEST(read("007") == "007");
  BOOST_TEST(read("123456789012345678901234567890") == "123456789012345678901234567890");
  for (const char* none : {"",
                           " ",
                           "-",
                           "+",
                           "--5",
                           "+-5",
                           "5.0",
                           "1e3",
                           "0x10",
                           "_1",
                           "1_",
                           "1__0",
                           "-_1",
                           "1 0",
                           "²",
                           "Ⅴ",
                           "五",
                           "\xff",
                           "5\u200b",
                           "\ufeff"
                           "5",
                           "1,000"})
    BOOST_TEST(read(none) == "(none)", none);
  BOOST_TEST(read(std::string_view("5\0", 2)) == "(none)");
}

BOOST_AUTO_TEST_CASE(floats_are_read_as_python_reads_them) {
  const auto read = [](std::string_view text) { return python_float(text).value_or(-99); };
  BOOST_TEST(read(" +1.5 ") == 1.5);
  BOOST_TEST(read("1_0.2_5") == 10.25);
  BOOST_TEST(read("1_0e1_0") == 1e11);
  BOOST_TEST(read(".5") == 0.5);
  BOOST_TEST(read("5.") == 5);
  BOOST_TEST(read("١.٥") == 1.5);
  BOOST_TEST(read("-1e400") == -std::numeric_limits<double>::infinity());
  BOOST_TEST(read("1e-400") == 0);
  BOOST_TEST(read("Infinity") == std::numeric_limits<double>::infinity());
  BOOST_TEST(read("-inf") == -std::numeric_limits<double>::infinity());
  BOOST_TEST(std::isnan(read("NaN")));
  for (const char* none : {"", "1,5", "0x1p3", "0x10", "1__0", "1_.5", "1._5", "1e", "e5", "nan(1)",
                           "1 .5", "+-1", "."})
    BOOST_TEST(read(none) == -99, none);
}
