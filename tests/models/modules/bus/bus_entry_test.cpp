#include "models/modules/bus/bus_entry.hpp"

#include <boost/test/unit_test.hpp>

using namespace chatterd;

BOOST_AUTO_TEST_CASE(json_goes_into_the_answer_as_it_was_written) {
  BusEntryReader reader;
  const auto entry = reader.read(7, R"(["db","res.partner",3])", R"({"a" : 1.50})");
  BOOST_TEST(entry->id == 7);
  BOOST_TEST(entry->channel == R"(["db","res.partner",3])");
  BOOST_TEST(entry->text == R"("channel":["db","res.partner",3],"message":{"a" : 1.50})");
}

BOOST_AUTO_TEST_CASE(what_is_no_json_becomes_null_and_spoils_no_neighbour) {
  BusEntryReader reader;
  const std::string deep = std::string(600, '[') + std::string(600, ']');
  BOOST_TEST(reader.read(1, "\"c\"", "{")->text == R"("channel":"c","message":null)");
  BOOST_TEST(reader.read(2, "\"c\"", "{")->text == R"("channel":"c","message":null)");
  BOOST_TEST(reader.read(3, "c", "1")->text == R"("channel":null,"message":1)");
  BOOST_TEST(reader.read(4, "\"c\"", deep)->text == R"("channel":"c","message":null)");
  BOOST_TEST(reader.read(5, "\"c\"", "")->text == R"("channel":"c","message":null)");
}

BOOST_AUTO_TEST_CASE(the_number_of_a_channel_is_all_between_prefix_and_bracket) {
  const std::string prefix = R"(["db","mail.channel",)";
  BOOST_TEST(channel_number(R"(["db","mail.channel",12])", prefix) == 12);
  for (const char* other : {R"(["db","mail.channel",12,3])", R"(["db","mail.channel",])",
                            R"(["db","mail.channel","12"])", R"(["db","mail.channel",12)",
                            R"(["db","res.partner",12])", R"(["db","mail.channel", 12])", "", "]"})
    BOOST_TEST(channel_number(other, prefix) == 0, other);
}
