#include "bridge/files/image.hpp"

#include <boost/test/unit_test.hpp>

#include "bridge/files/hash.hpp"
#include "bridge/files/mimetypes.hpp"

using namespace chatterd::bridge;

namespace chatterd::bridge {
std::ostream& operator<<(std::ostream& out, const ImageSize& size) {
  return out << size.width << "x" << size.height;
}
}  // namespace chatterd::bridge

namespace {

// Pictures that Pillow wrote.
const char* const kTurnedJpeg =  // 6x4 with EXIF orientation 6
    "/9j/4AAQSkZJRgABAQAAAQABAAD/4QAiRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAD/"
    "2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9"
    "PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/"
    "2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2Nj"
    "Y2NjY2NjY2NjY2NjY2P/wAARCAAEAAYDASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/"
    "8QAtRAAAgEDAwIEAwUFBAQAAAF9AQID"
    "AAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWm"
    "NkZWZnaGlqc3R1dnd4eX"
    "qDhIWG"
    "h4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/"
    "8QAHwEAAwEBAQEBAQEBAQAAAAAA"
    "AAECAwQFBgcICQoL/"
    "8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJyg"
    "pKjU2Nzg5"
    "OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6ws"
    "PExcbHyMnK0tPU1dbX2N"
    "na4uPk"
    "5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDAooorgPrT/9k=";
const char* const kIcon =  // 16x16 and 32x32, green, half transparent
    "AAABAAIAEBAAAAAAIABWAAAAJgAAACAgAAAAACAAaQAAAHwAAACJUE5HDQoaCgAAAA1JSERSAAAAEAAAABAIBgAAAB/z/"
    "2EAAAAdSURBVHicY2Q4ztDAQAFg"
    "okTzqAGjBowaMJgMAAByPQFnhiivjAAAAABJRU5ErkJggolQTkcNChoKAAAADUlIRFIAAAAgAAAAIAgGAAAAc3p69AAAAD"
    "BJREFUeJztzjEBACAMwL"
    "CC8rnD"
    "FjL2pAaa02ta7G7OAQAAAAAAAAAAAAAAAAAAqj6qvAGH7n52kwAAAABJRU5ErkJggg==";
const char* const kGreyAlpha =
    "iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAQAAAAD+"
    "Fb1AAAAEElEQVR4nGNMYYAAJgacDAAOYABsfuvogwAAAABJRU5ErkJggg==";
const char* const kPalette =
    "iVBORw0KGgoAAAANSUhEUgAAAAQAAAAEAQMAAACTPww9AAAAA1BMVEUAAACnej3aAAAADElEQVR4nGP4wACGAA8IA8GPeP"
    "yeAAAAAElFTkSuQmCC";
const char* const kSixteenBits =
    "iVBORw0KGgoAAAANSUhEUgAAAAQAAAAEEAAAAADcCh3hAAAAFklEQVR4nGOc48DAwMDAwMDEwICLAQAeiADkcNCv0QAAAA"
    "BJRU5ErkJggg==";
const char* const kBitmap =
    "Qk1aAAAAAAAAADYAAAAoAAAABAAAAAMAAAABABgAAAAAACQAAADEDgAAxA4AAAAAAAAAAAAAAwIBAwIBAwIBAwIBAwIBAw"
    "IBAwIBAwIBAwIBAwIBAw"
    "IBAwIB";

std::string bytes_of(const char* base64) { return base64_decode(base64).value(); }

std::string ppm(int width, int height) {
  auto text = "P6\n" + std::to_string(width) + " " + std::to_string(height) + "\n255\n";
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      text += static_cast<char>(x * 255 / width);
      text += static_cast<char>(y * 255 / height);
      text += '\x40';
    }
  return text;
}

std::string picture(int width, int height, const char* format = "PNG") {
  return image_process(ppm(width, height), {.output_format = format});
}

struct Case {
  int width, height, max_width, max_height;
  const char* crop;
  int result_width, result_height;
};
// What Odoo 13's image_process gave on Pillow 9.4.
const Case kCases[] = {
    {9, 18, 159, 0, "", 9, 18},
    {248, 100, 0, 1, "center", 2, 1},
    {198, 244, 0, 299, "center", 198, 244},
    {726, 4, 256, 256, "top", 4, 4},
    {1089, 4, 1920, 1920, "", 1089, 4},
    {88, 227, 215, 0, "", 88, 227},
    {4, 620, 128, 128, "", 1, 128},
    {1, 6, 128, 128, "center", 1, 1},
    {135, 142, 256, 256, "top", 135, 135},
    {1782, 7, 256, 256, "bottom", 7, 7},
    {420, 4, 256, 256, "", 256, 3},
    {118, 246, 128, 128, "", 61, 128},
    {1, 1909, 128, 128, "bottom", 1, 1},
    {13, 19, 256, 256, "top", 13, 13},
    {263, 253, 0, 130, "top", 135, 130},
    {1, 1376, 128, 128, "bottom", 1, 1},
    {1, 18, 256, 256, "", 1, 18},
    {309, 77, 128, 128, "", 128, 32},
    {341, 300, 1920, 1920, "top", 300, 300},
    {5, 3, 112, 0, "top", 5, 3},
    {1542, 6, 0, 145, "center", 1542, 6},
    {3, 1301, 223, 0, "", 3, 1301},
    {16, 3, 1920, 1920, "", 16, 3},
    {12, 12, 256, 256, "bottom", 12, 12},
    {5, 1857, 128, 128, "", 1, 128},
    {910, 1, 256, 256, "", 256, 1},
    {11, 15, 257, 175, "", 11, 15},
    {105, 318, 256, 256, "top", 105, 105},
    {1, 9, 0, 81, "bottom", 1, 9},
    {18, 17, 167, 0, "", 18, 17},
    {34, 329, 128, 128, "", 13, 128},
    {72, 139, 256, 256, "", 72, 139},
    {6, 11, 235, 0, "center", 6, 11},
    {17, 3, 128, 128, "", 17, 3},
    {6, 1243, 256, 256, "top", 6, 6},
    {15, 1, 85, 0, "", 15, 1},
    {1, 14, 108, 236, "", 1, 14},
    {720, 5, 128, 128, "bottom", 5, 5},
    {19, 13, 0, 211, "top", 19, 13},
    {7, 1887, 256, 256, "top", 7, 7},
    {360, 214, 0, 10, "bottom", 16, 10},
};

}  // namespace

BOOST_AUTO_TEST_CASE(sizes_are_odoos) {
  for (const auto& one : kCases) {
    const auto result =
        image_process(picture(one.width, one.height),
                      {.width = one.max_width, .height = one.max_height, .crop = one.crop});
    BOOST_TEST_CONTEXT(one.width << "x" << one.height << " to " << one.max_width << "x"
                                 << one.max_height << one.crop)
    BOOST_TEST(image_size(result) == (ImageSize{one.result_width, one.result_height}));
  }
}

BOOST_AUTO_TEST_CASE(what_needs_no_change_comes_back_as_it_is) {
  const auto png = picture(30, 20), jpeg = picture(30, 20, "JPEG");
  BOOST_TEST(image_process(png, {}) == png);
  BOOST_TEST(image_process(png, {.width = 30, .height = 20, .verify_resolution = true}) == png);
  BOOST_TEST(image_process(jpeg, {.width = 1920, .height = 1920}) == jpeg);
  BOOST_TEST(image_process("<svg/>", {.width = 5, .height = 5}) == "<svg/>");
  BOOST_TEST(image_process("", {.width = 5, .height = 5}) == "");
  const auto gif = picture(30, 20, "GIF");
  BOOST_TEST(image_process(gif, {.width = 5, .height = 5}) == gif);
}

BOOST_AUTO_TEST_CASE(formats_stay_or_become_what_odoo_makes_of_them) {
  const auto type_after = [](const std::string& bytes, const ImageRequest& request) {
    return guess_mimetype(image_process(bytes, request));
  };
  BOOST_TEST(type_after(picture(30, 20), {.width = 10}) == "image/png");
  BOOST_TEST(type_after(picture(30, 20, "JPEG"), {.width = 10}) == "image/jpeg");
  BOOST_TEST(type_after(ppm(30, 20), {.width = 10}) == "image/jpeg");
  BOOST_TEST(type_after(bytes_of(kBitmap), {.width = 100}) == "image/png");
  BOOST_TEST(type_after(picture(30, 20), {.output_format = "jpeg"}) == "image/jpeg");
  BOOST_TEST(type_after(picture(30, 20), {.output_format = "TIFF"}) == "image/jpeg");
  BOOST_TEST(type_after(picture(300, 200), {.output_format = "ICO"}) == "image/x-icon");
  BOOST_TEST(type_after(picture(30, 20), {.quality = 50}) == "image/png");
}

BOOST_AUTO_TEST_CASE(a_lower_quality_is_smaller) {
  const auto jpeg = picture(300, 200, "JPEG");
  BOOST_TEST(image_process(jpeg, {.quality = 20}).size() < jpeg.size());
}

BOOST_AUTO_TEST_CASE(the_orientation_of_a_photograph_is_applied) {
  const auto jpeg = bytes_of(kTurnedJpeg);
  BOOST_TEST(image_size(jpeg) == (ImageSize{4, 6}));
  const auto small = image_process(jpeg, {.width = 2, .height = 3});
  BOOST_TEST(image_size(small) == (ImageSize{2, 3}));
  // Nothing to do: the tag stays, as in Odoo.
  BOOST_TEST(image_process(jpeg, {.width = 10, .height = 10}) == jpeg);
}

BOOST_AUTO_TEST_CASE(unusual_pictures_are_read) {
  BOOST_TEST(image_size(bytes_of(kIcon)) == (ImageSize{32, 32}));
  BOOST_TEST(image_size(image_process(bytes_of(kIcon), {.width = 16, .output_format = "PNG"})) ==
             (ImageSize{16, 16}));
  for (const auto* text : {kGreyAlpha, kPalette, kSixteenBits, kBitmap})
    for (const auto* format : {"PNG", "JPEG", "GIF"}) {
      const auto result = image_process(
          bytes_of(text), {.width = 2, .output_format = format, .verify_resolution = true});
      BOOST_TEST(image_size(result).width <= 2);
      BOOST_TEST(guess_mimetype(result).starts_with("image/"));
    }
  BOOST_TEST(image_size(image_process(bytes_of(kIcon), {.output_format = "PNG",
                                                        .colorize = true})) == (ImageSize{32, 32}));
}

BOOST_AUTO_TEST_CASE(what_is_no_picture_is_refused_in_odoos_words) {
  const auto refused = [](const std::string& bytes) {
    const auto says_so = [](const ImageError& error) {
      return std::string(error.what()) ==
             "This file could not be decoded as an image file. Please try with a different file.";
    };
    BOOST_CHECK_EXCEPTION(image_process(bytes, {.width = 5, .verify_resolution = true}), ImageError,
                          says_so);
  };
  refused("hello");
  refused("%PDF-1.4");
  const auto png = picture(300, 200), jpeg = picture(300, 200, "JPEG");
  refused(png.substr(0, 20));
  refused(jpeg.substr(0, 20));
  refused(bytes_of(kIcon).substr(0, 30));
  refused("BM" + std::string(100, 'x'));
  // Formats that libvips would know.
  refused("RIFF\x24\0\0\0WEBPVP8 ");
  refused(std::string("II*\0", 4) + std::string(50, '\0'));
}

// An upload that broke off shows what there is of it, as with Pillow's LOAD_TRUNCATED_IMAGES.
BOOST_AUTO_TEST_CASE(a_picture_that_is_cut_off_is_shown_as_far_as_it_goes) {
  for (const auto* format : {"PNG", "JPEG"}) {
    const auto whole = picture(300, 200, format);
    for (std::size_t tenths = 5; tenths < 10; ++tenths) {
      const auto cut = whole.substr(0, whole.size() * tenths / 10);
      BOOST_TEST(image_size(cut) == (ImageSize{300, 200}));
      const auto small = image_process(cut, {.width = 150, .verify_resolution = true});
      BOOST_TEST(image_size(small) == (ImageSize{150, 100}));
      BOOST_TEST(image_process(cut, {.verify_resolution = true}) == cut);
      BOOST_TEST(image_size(image_process(cut, {.crop = "center", .output_format = "PNG"})) ==
                 (ImageSize{300, 200}));
    }
  }
  const auto gif = picture(300, 200, "GIF");
  const auto cut = gif.substr(0, gif.size() / 2);
  BOOST_TEST(image_process(cut, {.width = 10}) == cut);
}

BOOST_AUTO_TEST_CASE(too_many_pixels_are_refused_without_decoding_them) {
  const std::string header = "P6\n10000 4501\n255\n";
  BOOST_CHECK_THROW(image_process(header, {.width = 5, .verify_resolution = true}), ImageTooLarge);
  // A file of 100 bytes that claims more than Pillow opens.
  auto png = picture(1, 1);
  png[16] = png[20] = 1;
  BOOST_CHECK_THROW(image_process(png, {.width = 5}), ImageError);
}

BOOST_AUTO_TEST_CASE(sizes_compare_and_field_names_tell_theirs) {
  BOOST_TEST(is_image_size_above(picture(30, 20), picture(30, 19)));
  BOOST_TEST(!is_image_size_above(picture(30, 20), picture(30, 20)));
  BOOST_TEST(!is_image_size_above("<svg/>", picture(1, 1)));
  BOOST_TEST(!is_image_size_above("", picture(1, 1)));
  BOOST_TEST(image_size_of_field("image") == (ImageSize{1024, 1024}));
  BOOST_TEST(image_size_of_field("image_128") == (ImageSize{128, 128}));
  BOOST_TEST(image_size_of_field("image_medium") == (ImageSize{0, 0}));
}
