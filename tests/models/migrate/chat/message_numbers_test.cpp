// Numbers of messages are the same in every export, in the order of time, and no two messages share
// one.
#include "models/migrate/chat/message_numbers.hpp"

#include <boost/test/unit_test.hpp>
#include <set>

using namespace chatterd::migrate;

namespace {

constexpr std::int64_t day = 1577880000000000;  // 2020-01-01 12:00

}  // namespace

BOOST_AUTO_TEST_CASE(later_exports_give_the_same_numbers) {
  MessageNumbers first, second;
  for (int i = 0; i < 2000; ++i) BOOST_TEST(first.note({day + i / 2, 1}, "C" + std::to_string(i)));
  for (int i = 0; i < 3000; i += 3)
    BOOST_TEST(second.note({day + i / 2, 1}, "C" + std::to_string(i)));
  first.settle();
  second.settle();
  std::set<RecordId> all;
  int moved = 0;
  for (int i = 0; i < 2000; ++i) {
    const std::string name = "C" + std::to_string(i);
    const RecordId id = first.number({day + i / 2, 1}, name);
    BOOST_TEST(all.insert(id).second);
    if (i % 3 == 0 && second.number({day + i / 2, 1}, name) != id) ++moved;
  }
  BOOST_TEST(moved <= 1);  // two of a thousand pairs may meet
  BOOST_TEST(first.number({day + 7, 1}, "C14") < first.number({day + 8, 1}, "C16"));
}

BOOST_AUTO_TEST_CASE(those_that_meet_are_told_apart) {
  MessageNumbers numbers;
  for (int i = 0; i < 6000; ++i)
    numbers.note({day, 1}, std::to_string(i));  // more than there are slots
  numbers.settle();
  std::set<RecordId> all;
  for (int i = 0; i < 6000; ++i)
    BOOST_TEST(all.insert(numbers.number({day, 1}, std::to_string(i))).second);
  for (int i = 0; i < 6000; ++i)
    BOOST_TEST(!all.insert(numbers.number({day, 1}, std::to_string(i))).second);
}

BOOST_AUTO_TEST_CASE(what_is_there) {
  MessageNumbers numbers;
  numbers.note({day, 1000}, "a");
  numbers.note({day, 1000}, "a");
  numbers.note({day, 1000}, "b");
  numbers.settle();
  BOOST_TEST(numbers.there({day, 1000}, "a"));
  BOOST_TEST(!numbers.there({day, 1000}, "c"));
  BOOST_TEST(numbers.repeated("a"));
  BOOST_TEST(!numbers.repeated("b"));
  const RecordId first = numbers.number({day, 1000}, "a");
  BOOST_TEST(numbers.number({day, 1000}, "a #1", first) == first + 1);
  BOOST_TEST(!numbers.note({0, 1}, "in 1970"));
  BOOST_TEST(!numbers.note({std::int64_t{9} * day, 1}, "in 2419"));
}

BOOST_AUTO_TEST_CASE(dates_as_postgresql_writes_them) {
  BOOST_TEST(date_text(day) == "2020-01-01 12:00:00");
  BOOST_TEST(date_text(day + 120) == "2020-01-01 12:00:00.00012");
  BOOST_TEST(date_text(day + 1) == "2020-01-01 12:00:00.000001");
}
