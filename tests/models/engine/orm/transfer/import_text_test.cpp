#include "models/engine/orm/transfer/import_text.hpp"

#include <boost/test/unit_test.hpp>

using namespace chatterd::import_text;

BOOST_AUTO_TEST_CASE(a_date_is_a_day_that_there_is) {
  for (const char* good : {"2020-02-29", "2020-01-31", "9999-12-31 rest"})
    BOOST_TEST(is_date(good), good);
  for (const char* bad : {"2019-02-29", "2020-13-01", "2020-00-01", "2020-01-00", "2020-1-01",
                          "31.01.2020", "2020/01/01", "20x0-01-01", "", "2020-01-3"})
    BOOST_TEST(!is_date(bad), bad);
}

BOOST_AUTO_TEST_CASE(a_time_may_be_cut_off_at_any_part_but_within_none) {
  for (const char* good :
       {"2020-01-31", "2020-01-31 23", "2020-01-31 23:59", "2020-01-31 23:59:59"})
    BOOST_TEST(is_time(good), good);
  for (const char* bad :
       {"2020-01-31 24:00", "2020-01-31 23:60", "2020-01-31T23:59", "2020-01-31 2",
        "2020-01-31 23:5", "2020-01-31 23:59:59.5", "2020-01-31 23-59"})
    BOOST_TEST(!is_time(bad), bad);
}

BOOST_AUTO_TEST_CASE(texts_are_cut_and_escaped) {
  BOOST_TEST(lowered("AbC") == "abc");
  BOOST_TEST(trimmed(" \t a b\r\n") == "a b");
  BOOST_TEST(trimmed(" \n").empty());
  BOOST_TEST(escaped("100 %s") == "100 %%s");
  const std::vector<std::string> parts = split("a,,b,");
  const std::vector<std::string> wanted{"a", "", "b", ""};
  BOOST_TEST(parts == wanted, boost::test_tools::per_element());
}
