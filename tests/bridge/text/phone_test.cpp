#include "bridge/text/phone.hpp"

#include <boost/test/unit_test.hpp>

using namespace chatterd::bridge;

BOOST_AUTO_TEST_CASE(a_national_number_is_read_by_the_rules_of_its_country) {
  BOOST_TEST(format_phone("0470 12 34 56", "BE", 32, PhoneFormat::e164).text == "+32470123456");
  BOOST_TEST(format_phone("0470 12 34 56", "BE", 32, PhoneFormat::international).text ==
             "+32 470 12 34 56");
  BOOST_TEST(format_phone("+32470123456", "FR", 33, PhoneFormat::national).text ==
             "+32 470 12 34 56");
}

BOOST_AUTO_TEST_CASE(a_number_with_prefix_needs_no_country) {
  BOOST_TEST(format_phone("+32 470 12 34 56", "", 0, PhoneFormat::rfc3966).text ==
             "tel:+32-470-12-34-56");
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_number_is_said) {
  BOOST_TEST(
      (format_phone("abc", "BE", 32, PhoneFormat::e164).problem == PhoneProblem::unreadable));
  BOOST_TEST((format_phone("12", "BE", 32, PhoneFormat::e164).problem == PhoneProblem::impossible));
  BOOST_TEST((format_phone("+32 999 99 99 99", "BE", 32, PhoneFormat::e164).problem !=
              PhoneProblem::none));
}
