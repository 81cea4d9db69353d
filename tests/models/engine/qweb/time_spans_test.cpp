#include "models/engine/qweb/time_spans.hpp"

#include <boost/test/unit_test.hpp>

using namespace chatterd::qweb;

BOOST_AUTO_TEST_CASE(spans_are_written_in_the_largest_unit_that_fits) {
  BOOST_TEST(time_span("en_US", 0, Direction::hidden) == "0 seconds");
  BOOST_TEST(time_span("en_US", 90 * 60, Direction::hidden) == "2 hours");
  BOOST_TEST(time_span("en_US", -86400, Direction::shown) == "1 day ago");
  BOOST_TEST(time_span("de_DE", 3 * 86400, Direction::shown) == "in 3 Tagen");
  BOOST_TEST(time_span("fr_FR", 3600, Direction::hidden) == "1\u00a0heure");
  BOOST_TEST(time_span("xx_XX", 3600, Direction::shown) == "in 1 hour");
}

BOOST_AUTO_TEST_CASE(durations_are_rounded_and_take_their_units) {
  BOOST_TEST(duration_text("en_US", 3725, "second", "second", false) ==
             "1 hour 2 minutes 5 seconds");
  BOOST_TEST(duration_text("en_US", -1.5, "hour", "minute", false) == "- 1 hour 30 minutes");
  BOOST_TEST(duration_text("en_US", 1.75, "hour", "minute", true) == "01:45");
}
