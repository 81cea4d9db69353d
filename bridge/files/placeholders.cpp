// Drawn as shapes: each knows how far a point is outside of it, and edges are blended over one
// pixel.
#include "bridge/files/placeholders.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "bridge/files/image.hpp"

namespace chatterd::bridge {
namespace {

struct Colour {
  double red, green, blue;
};

constexpr Colour white{255, 255, 255}, pale{238, 240, 242}, grey{196, 201, 207},
    violet{135, 90, 123};

class Drawing {
 public:
  Drawing(int width, int height, Colour background)
      : width_(width),
        height_(height),
        pixels_(static_cast<std::size_t>(width * height), background) {}

  // `outside` is the distance of a point to the shape, negative inside of it.
  template <typename Distance>
  void fill(Colour colour, const Distance& outside) {
    for (int y = 0; y < height_; ++y)
      for (int x = 0; x < width_; ++x) {
        const double cover = std::clamp(0.5 - outside(x + 0.5, y + 0.5), 0.0, 1.0);
        Colour& pixel = pixels_[static_cast<std::size_t>(y * width_ + x)];
        pixel = {pixel.red + (colour.red - pixel.red) * cover,
                 pixel.green + (colour.green - pixel.green) * cover,
                 pixel.blue + (colour.blue - pixel.blue) * cover};
      }
  }
  void circle(Colour colour, double x, double y, double radius) {
    fill(colour, [=](double px, double py) { return std::hypot(px - x, py - y) - radius; });
  }
  // A rectangle with round corners.
  void box(Colour colour, double left, double top, double right, double bottom, double corner) {
    fill(colour, [=](double x, double y) {
      const double dx = std::max({left + corner - x, x - right + corner, 0.0});
      const double dy = std::max({top + corner - y, y - bottom + corner, 0.0});
      return std::hypot(dx, dy) - corner;
    });
  }
  // A hill or a pointer: the triangle below (or, with a negative height, above) its peak.
  void triangle(Colour colour, double peak_x, double peak_y, double half_width, double height) {
    const double length = std::hypot(half_width, height);
    fill(colour, [=](double x, double y) {
      const double down = height > 0 ? y - peak_y : peak_y - y;
      const double side = (std::abs(x - peak_x) * std::abs(height) - down * half_width) / length;
      return std::max(side, down - std::abs(height));
    });
  }

  std::string encoded(const char* format) const {
    std::string ppm = "P6\n" + std::to_string(width_) + ' ' + std::to_string(height_) + "\n255\n";
    for (const Colour& pixel : pixels_)
      for (const double part : {pixel.red, pixel.green, pixel.blue})
        ppm += static_cast<char>(static_cast<unsigned char>(std::lround(part)));
    return image_process(ppm, {.output_format = format});
  }

 private:
  int width_, height_;
  std::vector<Colour> pixels_;
};

std::string draw_picture() {
  Drawing drawing(256, 256, white);
  drawing.box(grey, 28, 52, 228, 204, 14);
  drawing.box(pale, 36, 60, 220, 196, 8);
  drawing.circle(grey, 82, 100, 17);
  drawing.triangle(grey, 104, 128, 62, 68);
  drawing.triangle(grey, 162, 96, 58, 100);
  return drawing.encoded("PNG");
}

std::string draw_person() {
  Drawing drawing(180, 180, pale);
  drawing.circle(grey, 90, 70, 34);
  drawing.box(grey, 28, 116, 152, 260, 52);
  return drawing.encoded("JPEG");
}

std::string draw_logo() {
  Drawing drawing(180, 79, white);
  drawing.box(violet, 30, 12, 150, 56, 14);
  drawing.triangle(violet, 62, 70, 12, -20);
  for (const double x : {66.0, 90.0, 114.0}) drawing.circle(white, x, 34, 6);
  return drawing.encoded("PNG");
}

}  // namespace

const std::string& picture_placeholder() {
  static const std::string bytes = draw_picture();
  return bytes;
}

const std::string& person_placeholder() {
  static const std::string bytes = draw_person();
  return bytes;
}

const std::string& logo_placeholder() {
  static const std::string bytes = draw_logo();
  return bytes;
}

}  // namespace chatterd::bridge
