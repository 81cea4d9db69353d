#include "bridge/files/image_plan.hpp"

#include <boost/test/unit_test.hpp>
#include <ostream>

using namespace chatterd::bridge;

namespace chatterd::bridge {
std::ostream& operator<<(std::ostream& out, const ImageSize& size) {
  return out << size.width << "x" << size.height;
}
}  // namespace chatterd::bridge

BOOST_AUTO_TEST_CASE(a_picture_is_never_enlarged) {
  BOOST_TEST(!image_thumbnail_size({100, 50}, 100, 50).has_value());
  BOOST_TEST(!image_thumbnail_size({100, 50}, 1000, 1000).has_value());
  BOOST_TEST(!image_plan({100, 50}, {.width = 200, .height = 200}).resized.has_value());
}

BOOST_AUTO_TEST_CASE(the_ratio_is_kept_within_both_limits) {
  BOOST_TEST(*image_thumbnail_size({1000, 500}, 128, 128) == ImageSize({128, 64}));
  BOOST_TEST(*image_thumbnail_size({500, 1000}, 128, 128) == ImageSize({64, 128}));
  BOOST_TEST(*image_thumbnail_size({1000, 1}, 100, 100) == ImageSize({100, 1}));
}

BOOST_AUTO_TEST_CASE(a_side_that_nobody_asks_for_follows_from_the_other) {
  BOOST_TEST(*image_plan({1000, 500}, {.width = 100}).resized == ImageSize({100, 50}));
  BOOST_TEST(*image_plan({1000, 500}, {.height = 100}).resized == ImageSize({200, 100}));
  BOOST_TEST(!image_plan({1000, 500}, {}).resized.has_value());
}

BOOST_AUTO_TEST_CASE(a_crop_takes_the_wanted_ratio_from_the_place_that_is_asked_for) {
  const ImagePlan center = image_plan({1000, 500}, {.width = 100, .height = 100, .crop = "center"});
  BOOST_TEST(center.crop);
  BOOST_TEST(center.cropped == ImageSize({500, 500}));
  BOOST_TEST(center.left == 250);
  BOOST_TEST(*center.resized == ImageSize({100, 100}));
  const ImageRequest tall{.width = 100, .height = 100, .crop = "top"};
  BOOST_TEST(image_plan({500, 1000}, tall).top == 0);
  const ImageRequest low{.width = 100, .height = 100, .crop = "bottom"};
  BOOST_TEST(image_plan({500, 1000}, low).top == 500);
}

BOOST_AUTO_TEST_CASE(a_picture_of_the_wanted_ratio_is_not_cut) {
  const ImagePlan plan = image_plan({400, 200}, {.width = 200, .height = 100, .crop = "center"});
  BOOST_TEST(!plan.crop);
  BOOST_TEST(*plan.resized == ImageSize({200, 100}));
}
