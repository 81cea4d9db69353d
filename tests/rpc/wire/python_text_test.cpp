// Texts of faults.
#include "rpc/wire/python_text.hpp"

#include <boost/test/unit_test.hpp>

using namespace chatterd::rpc;

BOOST_AUTO_TEST_CASE(a_text_of_an_error_is_a_pair) {
  BOOST_TEST(python_pair_with_none("no") == "('no', None)");
}
