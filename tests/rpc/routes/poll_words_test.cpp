#include "rpc/routes/poll_words.hpp"

#include <boost/test/unit_test.hpp>
#include <limits>
#include <memory>

#include "models/engine/errors.hpp"

using namespace chatterd;
using namespace chatterd::rpc;

namespace {

std::shared_ptr<const BusEntry> entry(Id id, Id place) {
  BusEntry made;
  made.id = id;
  made.place = place;
  made.text = "\"message\":" + std::to_string(id);
  return std::make_shared<const BusEntry>(made);
}

}  // namespace

BOOST_AUTO_TEST_CASE(channels_are_iterated_over_as_python_does) {
  BOOST_TEST(poll_items("aé").dump() == R"(["a","é"])");
  BOOST_TEST(poll_items(Value{{"k", 1}}).dump() == R"(["k"])");
  BOOST_TEST(poll_items(Value::array({"x"})).dump() == R"(["x"])");
  BOOST_CHECK_THROW(poll_channels(poll_items(3), false), TypeError);
  BOOST_CHECK_THROW(poll_channels(poll_items(nullptr), true), TypeError);
}

BOOST_AUTO_TEST_CASE(channels_are_told_apart_by_their_texts_and_each_is_heard_once) {
  const std::vector<std::string> texts = poll_channels(Value::array({"b", "a", "b"}), false);
  BOOST_TEST(texts == std::vector<std::string>({"\"a\"", "\"b\""}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(only_who_is_trusted_names_channels_that_are_no_texts) {
  const Value pair = Value::array({Value::array({"db", "crm.lead", 1})});
  BOOST_CHECK_THROW(poll_channels(pair, false), Error);
  BOOST_TEST(poll_channels(pair, true).front() == R"(["db","crm.lead",1])");
}

BOOST_AUTO_TEST_CASE(a_poll_for_too_many_channels_is_refused) {
  Value many = Value::array();
  for (int n = 0; n < 500; ++n) many.push_back(std::to_string(n));
  BOOST_TEST(poll_channels(many, false).size() == 500U);
  many.push_back("one more");
  BOOST_CHECK_THROW(poll_channels(many, false), ValueError);
}

BOOST_AUTO_TEST_CASE(last_is_what_postgresql_makes_of_it) {
  BOOST_TEST(poll_last(12) == 12);
  BOOST_TEST(poll_last("12") == 12);
  BOOST_TEST(poll_last(true) == 1);
  BOOST_TEST(poll_last(false) == 0);
  BOOST_TEST(poll_last(nullptr) == std::numeric_limits<std::int32_t>::max());
  BOOST_CHECK_THROW(poll_last("12a"), Error);
  BOOST_CHECK_THROW(poll_last(Value::array()), Error);
}

BOOST_AUTO_TEST_CASE(the_answer_comes_in_the_order_of_ids_and_its_ids_never_go_back) {
  // what is late has its place above its id: the client's `last`, the largest, is the last place
  BOOST_TEST(poll_answer({entry(5, 5), entry(3, 8), entry(9, 9)}) ==
             R"([{"id":8,"message":3},{"id":8,"message":5},{"id":9,"message":9}])");
  BOOST_TEST(poll_answer({}) == "[]");
}
