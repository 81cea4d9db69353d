// Pictures, on libvips. Works on bytes, not base64. Odoo 13: tools/image.py (image_process,
// ImageProcess, is_image_size_above, image_guess_size_from_field_name); sizes are those that Odoo
// on Pillow gives, compressed bytes are not.
#pragma once
#include <stdexcept>
#include <string>
#include <string_view>

namespace chatterd::bridge {

struct ImageSize {
  int width = 0, height = 0;
  bool operator==(const ImageSize&) const = default;
};

// Not a picture, or a broken one. Odoo: UserError with this text.
class ImageError : public std::runtime_error {
 public:
  ImageError();
};
// Above 45 million pixels. Odoo: ValueError with this text (which says 4.5).
class ImageTooLarge : public std::runtime_error {
 public:
  ImageTooLarge();
};

struct ImageRequest {
  int width = 0, height = 0;  // the largest wanted; 0 follows from the other; never enlarges
  std::string crop =
      {};           // "top", "center", "bottom": cut to the ratio of width to height; "" keeps all
  int quality = 0;  // JPEG 1 to 95 (0: 95); any for PNG: a palette
  std::string output_format = {};  // PNG, JPEG, GIF, ICO; "" keeps the picture's own
  bool verify_resolution =
      false;              // refuse more than 45 million pixels, and what cannot be decoded at all
  bool colorize = false;  // a random colour behind what is transparent
};

// What Odoo's image_process does to the decoded value. Nothing asked for, an empty value, or an SVG
// (anything that begins with one of <=>?) comes back as it is. GIFs are never resized.
// Of a picture that is cut off, what there is of it is shown. Throws ImageError, ImageTooLarge.
std::string image_process(std::string_view bytes, const ImageRequest& request);

// Width and height with the EXIF orientation applied. Throws ImageError.
ImageSize image_size(std::string_view bytes);
// Whether the first is wider or higher than the second; false when one is empty or an SVG.
bool is_image_size_above(std::string_view first, std::string_view second);
// {1024, 1024} for "image_1024"; zeros when the name does not end in a number.
ImageSize image_size_of_field(std::string_view field);

}  // namespace chatterd::bridge
