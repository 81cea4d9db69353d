#include "bridge/text/time_zones.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_CASE(zones_are_sorted_and_etc_comes_last) {
  const auto& zones = chatterd::bridge::time_zones();
  const auto etc = std::find_if(zones.begin(), zones.end(),
                                [](std::string_view name) { return name.starts_with("Etc/"); });
  BOOST_TEST(std::is_sorted(zones.begin(), etc));
  BOOST_TEST(std::all_of(etc, zones.end(),
                         [](std::string_view name) { return name.starts_with("Etc/"); }));
  for (const std::string_view name : {"Europe/Paris", "Asia/Kolkata", "UTC", "Etc/GMT+12"})
    BOOST_TEST((std::find(zones.begin(), zones.end(), name) != zones.end()), name);
}
