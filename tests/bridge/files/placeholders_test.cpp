// The pictures that stand in for missing ones.
#include "bridge/files/placeholders.hpp"

#include <boost/test/unit_test.hpp>

#include "bridge/files/image.hpp"
#include "bridge/files/mimetypes.hpp"

using namespace chatterd::bridge;

BOOST_AUTO_TEST_CASE(placeholders_have_odoos_formats_and_sizes) {
  BOOST_TEST(guess_mimetype(picture_placeholder()) == "image/png");
  BOOST_TEST((image_size(picture_placeholder()) == ImageSize{256, 256}));
  BOOST_TEST(guess_mimetype(person_placeholder()) == "image/jpeg");
  BOOST_TEST((image_size(person_placeholder()) == ImageSize{180, 180}));
  BOOST_TEST(guess_mimetype(logo_placeholder()) == "image/png");
  BOOST_TEST((image_size(logo_placeholder()) == ImageSize{180, 79}));
}

BOOST_AUTO_TEST_CASE(placeholders_are_resized_like_pictures) {
  BOOST_TEST((image_size(image_process(picture_placeholder(), {.width = 64, .height = 64})) ==
              ImageSize{64, 64}));
  BOOST_TEST((image_size(image_process(person_placeholder(), {.width = 128, .height = 128})) ==
              ImageSize{128, 128}));
}
