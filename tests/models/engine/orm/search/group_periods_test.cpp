#include "models/engine/orm/search/group_periods.hpp"

#include <boost/test/unit_test.hpp>

using namespace chatterd;

namespace {

std::string end_of(const char* begin, const char* unit) {
  return print_time(period_end(parse_time(begin), unit));
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_period_ends_where_the_next_begins) {
  BOOST_TEST(end_of("2020-02-29 23:00:00", "hour") == "2020-03-01 00:00:00");
  BOOST_TEST(end_of("2020-12-31", "day") == "2021-01-01 00:00:00");
  BOOST_TEST(end_of("2020-12-28", "week") == "2021-01-04 00:00:00");
  BOOST_TEST(end_of("2020-12-01", "month") == "2021-01-01 00:00:00");
  BOOST_TEST(end_of("2020-10-01", "quarter") == "2021-01-01 00:00:00");
  BOOST_TEST(end_of("2020-01-01", "year") == "2021-01-01 00:00:00");
}

BOOST_AUTO_TEST_CASE(a_month_later_is_the_last_day_where_the_month_has_no_such_day) {
  BOOST_TEST(end_of("2020-01-31 10:00:00", "month") == "2020-02-29 10:00:00");
  BOOST_TEST(end_of("2020-02-29", "year") == "2021-02-28 00:00:00");
}

BOOST_AUTO_TEST_CASE(times_are_read_as_they_are_written) {
  BOOST_TEST(print_time(parse_time("1999-01-02 03:04:05")) == "1999-01-02 03:04:05");
  BOOST_TEST(print_time(parse_time("0001-01-01")) == "0001-01-01 00:00:00");
  const Day day = label_day("2020-01-31 23:10:00");
  BOOST_TEST(day.day == 31);
  BOOST_TEST(day.hour == 23);
}
