#include "models/engine/orm/values/date_words.hpp"

#include <boost/test/unit_test.hpp>

#include "models/engine/errors.hpp"

using namespace chatterd;

BOOST_AUTO_TEST_SUITE(a_label_of_a_period)

BOOST_AUTO_TEST_CASE(is_in_the_words_of_the_language) {
  const Day day{2020, 2, 5};
  BOOST_TEST(period_label("en_US", "day", day) == "05 Feb 2020");
  BOOST_TEST(period_label("fr_FR", "day", day) == "05 févr. 2020");
  BOOST_TEST(period_label("fr_FR", "month", day) == "février 2020");
  BOOST_TEST(period_label("de_DE", "quarter", day) == "Q1 2020");
  BOOST_TEST(period_label("fr_FR", "quarter", day) == "T1 2020");
  BOOST_TEST(period_label("ja_JP", "year", day) == "2020");
}

BOOST_AUTO_TEST_CASE(counts_weeks_as_the_language_does) {
  BOOST_TEST(period_label("en_US", "week", {2019, 1, 5}) == "W1 2019");
  BOOST_TEST(period_label("en_US", "week", {2018, 12, 31}) == "W53 2018");
  BOOST_TEST(period_label("fr_FR", "week", {2016, 1, 1}) == "W53 2015");
  BOOST_TEST(period_label("de_DE", "week", {2019, 1, 7}) == "W2 2019");
}

BOOST_AUTO_TEST_CASE(has_hours_on_a_twelve_hour_clock) {
  BOOST_TEST(period_label("en_US", "hour", {2020, 2, 5, 0}) == "12:00 05 Feb");
  BOOST_TEST(period_label("en_US", "hour", {2020, 2, 5, 15}) == "03:00 05 Feb");
}

BOOST_AUTO_TEST_CASE(is_english_in_an_unknown_language) {
  BOOST_TEST(period_label("xx_XX", "month", {2020, 2, 5}) == "February 2020");
}

BOOST_AUTO_TEST_CASE(is_refused_for_an_unknown_unit) {
  BOOST_CHECK_THROW(period_label("en_US", "decade", {2020, 2, 5}), KeyError);
}

BOOST_AUTO_TEST_SUITE_END()
