#include "bridge/postgres/known_zones.hpp"

#include <boost/test/unit_test.hpp>

#include "bridge/text/time_zones.hpp"
#include "tests/bridge/postgres/tables.hpp"

using namespace chatterd::bridge;
using chatterd::bridge::test::Tables;

BOOST_FIXTURE_TEST_SUITE(known_zones, Tables)

BOOST_AUTO_TEST_CASE(zones_are_looked_up_once) {
  Transaction t(pool->acquire());
  BOOST_TEST(knows_time_zone(t, "Europe/Brussels"));
  const auto asked = t.statements();
  for (const char* zone : {"UTC", "GMT", "Asia/Kolkata", "Etc/GMT+12"})
    BOOST_TEST(knows_time_zone(t, zone), zone);
  for (const char* zone : {"", "europe/brussels", "Mars/Olympus", "'", "localtime '"})
    BOOST_TEST(!knows_time_zone(t, zone), zone);
  BOOST_TEST(t.statements() == asked);
}

BOOST_AUTO_TEST_CASE(it_reckons_with_all_zones_that_people_are_offered) {
  Transaction t(pool->acquire());
  for (const std::string_view zone : time_zones())
    BOOST_TEST(knows_time_zone(t, std::string(zone)), zone);
}

BOOST_AUTO_TEST_SUITE_END()
