// The order of Python's sets, as CPython 3.11 printed it.
#include "models/engine/orm/python/python_set.hpp"

#include <boost/test/unit_test.hpp>

using chatterd::Ids;
using chatterd::python_set;

BOOST_AUTO_TEST_CASE(small_ids_come_by_their_last_bits) {
  BOOST_TEST(python_set({23, 43}) == (Ids{43, 23}), boost::test_tools::per_element());
  BOOST_TEST(python_set({8685, 476, 7629}) == (Ids{7629, 476, 8685}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(of_two_that_want_one_place_the_first_keeps_it) {
  BOOST_TEST(python_set({31, 7}) == (Ids{7, 31}), boost::test_tools::per_element());
  BOOST_TEST(python_set({7, 31}) == (Ids{31, 7}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_id_that_comes_twice_is_there_once) {
  BOOST_TEST(python_set({5, 5, 9, 5}) == (Ids{9, 5}), boost::test_tools::per_element());
  BOOST_TEST(python_set({}).empty());
}

BOOST_AUTO_TEST_CASE(the_table_grows_as_it_fills) {
  const Ids given{2274, 7289, 2076, 2167, 30,   88,   3432, 3531, 2718, 2728,
                  4740, 5139, 3259, 8835, 3356, 2977, 3226, 6279, 4896, 354};
  const Ids expected{8835, 4740, 6279, 5139, 3226, 3356, 2076, 2718, 30,   4896,
                     2977, 2728, 3259, 3531, 88,   2274, 354,  3432, 2167, 7289};
  BOOST_TEST(python_set(given) == expected, boost::test_tools::per_element());
}
