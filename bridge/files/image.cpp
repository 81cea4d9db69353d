// The loader is chosen here, by magic bytes, from the formats that Odoo lets Pillow open; libvips
// knows many more, which strangers' uploads must not reach.
#include "bridge/files/image.hpp"

#include <glib.h>
#include <vips/vips.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "bridge/files/hash.hpp"
#include "bridge/files/image_plan.hpp"

namespace chatterd::bridge {
namespace {

enum class Format { png, jpeg, gif, bmp, ppm, ico };

constexpr std::int64_t kMaxVerified = 45'000'000;
// Pillow's own protection (twice MAX_IMAGE_PIXELS), against pictures that are small only as a file.
constexpr std::int64_t kMaxDecoded = 178'956'970;
constexpr int kDefaultQuality = 95;

void start_vips() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (VIPS_INIT("chatterd") != 0) throw std::runtime_error("libvips does not start");
    // Requests run side by side already; and no two of them want the same operation again.
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    // What is wrong with a stranger's picture goes to the stranger, not to standard error.
    g_log_set_handler(
        "VIPS", G_LOG_LEVEL_WARNING, [](const gchar*, GLogLevelFlags, const gchar*, gpointer) {},
        nullptr);
  });
}

[[noreturn]] void refuse() {
  vips_error_clear();
  throw ImageError();
}

void check(int failed) {
  if (failed != 0) refuse();
}

struct Unref {
  void operator()(VipsImage* image) const { g_object_unref(image); }
};
using Picture = std::unique_ptr<VipsImage, Unref>;

// Calls a libvips operation that has an output picture.
template <typename Operation>
Picture made(const Operation& operation) {
  VipsImage* image = nullptr;
  check(operation(&image));
  return Picture(image);
}

std::optional<Format> format_of(std::string_view bytes) {
  using namespace std::string_view_literals;
  if (bytes.starts_with("\x89PNG\r\n\x1a\n"sv)) return Format::png;
  if (bytes.starts_with("\xff\xd8\xff"sv)) return Format::jpeg;
  if (bytes.starts_with("GIF87a"sv) || bytes.starts_with("GIF89a"sv)) return Format::gif;
  if (bytes.starts_with("BM"sv)) return Format::bmp;
  if (bytes.starts_with("\0\0\1\0"sv)) return Format::ico;
  if (bytes.size() > 2 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6') return Format::ppm;
  return std::nullopt;
}

bool is_svg(std::string_view bytes) {
  // Odoo looks at the first base64 digit only: P stands for the first six bits of '<', and of '=',
  // '>', '?'.
  return bytes.front() >= '<' && bytes.front() <= '?';
}

Picture load(std::string_view bytes, Format format, VipsAccess access);

// Of an icon's pictures the largest, as Pillow does.
Picture load_icon(std::string_view bytes, VipsAccess access) {
  constexpr std::size_t kHeader = 6, kEntry = 16;
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
  const auto number = [&](std::size_t at, unsigned size) {
    std::size_t value = 0;
    for (unsigned index = size; index-- > 0;) value = value << 8 | byte(at + index);
    return value;
  };
  if (bytes.size() < kHeader) refuse();
  const std::size_t count = number(4, 2);
  if (count == 0 || bytes.size() < kHeader + count * kEntry) refuse();
  std::size_t best = 0;
  int best_area = -1;
  for (std::size_t index = 0; index < count; ++index) {
    const auto at = kHeader + index * kEntry;
    const int width = byte(at) == 0 ? 256 : byte(at),
              height = byte(at + 1) == 0 ? 256 : byte(at + 1);
    if (width * height <= best_area) continue;
    best = index;
    best_area = width * height;
  }
  const auto entry = kHeader + best * kEntry;
  const auto size = number(entry + 8, 4), offset = number(entry + 12, 4);
  if (offset > bytes.size() || size > bytes.size() - offset) refuse();
  const auto content = bytes.substr(offset, size);
  if (format_of(content) == Format::png) return load(content, Format::png, access);
  return made([&](VipsImage** out) {
    return vips_magickload_buffer(const_cast<char*>(bytes.data()), bytes.size(), out, "page",
                                  static_cast<int>(best), nullptr);
  });
}

Picture load(std::string_view bytes, Format format, VipsAccess access) {
  auto* data = const_cast<char*>(bytes.data());  // libvips only reads it
  const auto size = bytes.size();
  return made([&](VipsImage** out) {
    switch (format) {
      case Format::png:
        return vips_pngload_buffer(data, size, out, "access", access, "fail_on", VIPS_FAIL_ON_NONE,
                                   nullptr);
      case Format::jpeg:
        return vips_jpegload_buffer(data, size, out, "access", access, "fail_on", VIPS_FAIL_ON_NONE,
                                    nullptr);
      case Format::gif:
        return vips_gifload_buffer(data, size, out, "access", access, "fail_on", VIPS_FAIL_ON_NONE,
                                   nullptr);
      case Format::bmp:
        return vips_magickload_buffer(data, size, out, "access", access, nullptr);
      case Format::ico:
        *out = load_icon(bytes, access).release();
        return 0;
      case Format::ppm: {
        auto* source = vips_source_new_from_memory(data, size);
        const int failed = vips_ppmload_source(source, out, "access", access, nullptr);
        g_object_unref(source);
        return failed;
      }
    }
    return -1;
  });
}

struct Opened {
  Format format;
  Picture picture;  // with its orientation as stored
  bool turned;      // needs the EXIF orientation applied
  ImageSize size;   // as seen
};

Opened open(std::string_view bytes) {
  start_vips();
  const auto format = format_of(bytes);
  if (!format) refuse();
  auto picture = load(bytes, *format, VIPS_ACCESS_SEQUENTIAL);
  ImageSize size{vips_image_get_width(picture.get()), vips_image_get_height(picture.get())};
  if (size.width < 1 || size.height < 1 ||
      static_cast<std::int64_t>(size.width) * size.height > kMaxDecoded)
    refuse();
  const int orientation = vips_image_get_orientation(picture.get());
  const bool turned = orientation > 1;
  // Turning needs the rows in another order than the file has them.
  if (turned) picture = load(bytes, *format, VIPS_ACCESS_RANDOM);
  if (orientation >= 5) std::swap(size.width, size.height);
  return {*format, std::move(picture), turned, size};
}

const char* name_of(Format format) {
  switch (format) {
    case Format::png:
      return "PNG";
    case Format::jpeg:
      return "JPEG";
    case Format::gif:
      return "GIF";
    case Format::bmp:
      return "BMP";
    case Format::ppm:
      return "PPM";
    case Format::ico:
      return "ICO";
  }
  return "";
}

Format output_format(Format original, std::string asked) {
  std::transform(asked.begin(), asked.end(), asked.begin(),
                 [](char c) { return g_ascii_toupper(c); });
  if (asked.empty()) asked = name_of(original);
  if (asked == "PNG" || asked == "BMP") return Format::png;
  if (asked == "GIF") return Format::gif;
  if (asked == "ICO") return Format::ico;
  return Format::jpeg;
}

Picture scaled(const Picture& picture, ImageSize size) {
  return made([&](VipsImage** out) {
    return vips_thumbnail_image(picture.get(), out, size.width, "height", size.height, "size",
                                VIPS_SIZE_FORCE, "no_rotate", TRUE, nullptr);
  });
}

// Eight bits a band, in the modes that Odoo saves: grey, RGB or RGBA, the last not for JPEG. Like
// Pillow's convert("RGB"), dropping transparency shows the colours that were under it.
Picture savable(Picture picture, Format format) {
  if (vips_image_get_interpretation(picture.get()) == VIPS_INTERPRETATION_CMYK)
    picture = made([&](VipsImage** out) {
      return vips_colourspace(picture.get(), out, VIPS_INTERPRETATION_sRGB, nullptr);
    });
  if (vips_image_get_format(picture.get()) == VIPS_FORMAT_USHORT)
    picture = made([&](VipsImage** out) { return vips_msb(picture.get(), out, nullptr); });
  else if (vips_image_get_format(picture.get()) != VIPS_FORMAT_UCHAR)
    picture = made([&](VipsImage** out) { return vips_cast_uchar(picture.get(), out, nullptr); });
  const int bands = vips_image_get_bands(picture.get());
  if (bands == 2)
    picture =
        made([&](VipsImage** out) { return vips_extract_band(picture.get(), out, 0, nullptr); });
  if (bands == 4 && format == Format::jpeg)
    picture = made(
        [&](VipsImage** out) { return vips_extract_band(picture.get(), out, 0, "n", 3, nullptr); });
  return picture;
}

std::string taken(void* data, std::size_t size) {
  std::string bytes(static_cast<char*>(data), size);
  g_free(data);
  return bytes;
}

std::string save(const Picture& picture, Format format, int quality);

// The sizes that Pillow puts into an icon: each usual one that the picture reaches, as a PNG.
std::string save_icon(const Picture& picture) {
  const ImageSize size{vips_image_get_width(picture.get()), vips_image_get_height(picture.get())};
  std::vector<std::pair<ImageSize, std::string>> entries;
  for (const int side : {16, 24, 32, 48, 64, 128, 256}) {
    if (side > size.width || side > size.height) break;
    const auto fitted = image_thumbnail_size(size, side, side).value_or(size);
    entries.emplace_back(fitted, save(fitted == size ? made([&](VipsImage** out) {
                                        return vips_copy(picture.get(), out, nullptr);
                                      })
                                                     : scaled(picture, fitted),
                                      Format::png, 0));
  }
  if (entries.empty()) refuse();
  std::string icon;
  const auto number = [&](std::size_t value, unsigned width) {
    for (unsigned index = 0; index < width; ++index)
      icon += static_cast<char>(value >> 8 * index & 255);
  };
  number(0, 2), number(1, 2), number(entries.size(), 2);
  std::size_t offset = 6 + 16 * entries.size();
  for (const auto& [fitted, png] : entries) {
    number(static_cast<std::size_t>(fitted.width) & 255, 1),
        number(static_cast<std::size_t>(fitted.height) & 255, 1);
    number(0, 2), number(0, 2), number(32, 2), number(png.size(), 4), number(offset, 4);
    offset += png.size();
  }
  for (const auto& entry : entries) icon += entry.second;
  return icon;
}

std::string save(const Picture& picture, Format format, int quality) {
  void* data = nullptr;
  std::size_t size = 0;
  switch (format) {
    case Format::jpeg:
      check(vips_jpegsave_buffer(picture.get(), &data, &size, "Q",
                                 quality > 0 ? std::min(quality, 100) : kDefaultQuality,
                                 "optimize_coding", TRUE, "strip", TRUE, nullptr));
      break;
    case Format::gif:
      check(vips_gifsave_buffer(picture.get(), &data, &size, "strip", TRUE, nullptr));
      break;
    case Format::ico:
      return save_icon(picture);
    default:
      check(vips_pngsave_buffer(picture.get(), &data, &size, "compression", 9, "strip", TRUE,
                                "palette", quality > 0 ? TRUE : FALSE, nullptr));
  }
  auto bytes = taken(data, size);
  // libvips strips the JFIF header with the rest; Pillow writes it, and Odoo knows a JPEG by it.
  if (format == Format::jpeg && bytes.size() > 4 && bytes[3] != '\xe0')
    bytes.insert(2, std::string("\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0", 18));
  return bytes;
}

// Odoo's range(32, 224, 24): neither too dark nor too light for white letters.
Picture colorized(const Picture& picture) {
  if (vips_image_hasalpha(picture.get()) == 0)
    return made([&](VipsImage** out) { return vips_copy(picture.get(), out, nullptr); });
  const auto random = random_bytes(3);
  std::vector<double> color;
  for (const char c : random) color.push_back(32 + 24 * (static_cast<unsigned char>(c) % 8));
  const auto in_color = made([&](VipsImage** out) {
    return vips_colourspace(picture.get(), out, VIPS_INTERPRETATION_sRGB, nullptr);
  });
  auto* background = vips_array_double_new(color.data(), static_cast<int>(color.size()));
  VipsImage* flat = nullptr;
  const int failed = vips_flatten(in_color.get(), &flat, "background", background, nullptr);
  vips_area_unref(VIPS_AREA(background));
  check(failed);
  return Picture(flat);
}

}  // namespace

ImageError::ImageError()
    : runtime_error(
          "This file could not be decoded as an image file. Please try with a different file.") {}

ImageTooLarge::ImageTooLarge()
    : runtime_error(
          "Image size excessive, uploaded images must be smaller than 4.5 million pixels.") {}

std::string image_process(std::string_view bytes, const ImageRequest& request) {
  const bool anything = request.width > 0 || request.height > 0 || request.verify_resolution ||
                        request.quality != 0 || !request.crop.empty() || request.colorize ||
                        !request.output_format.empty();
  if (bytes.empty() || !anything || is_svg(bytes)) return std::string(bytes);
  auto [format, picture, turned, size] = open(bytes);
  if (request.verify_resolution) {
    if (static_cast<std::int64_t>(size.width) * size.height > kMaxVerified) throw ImageTooLarge();
    double ignored = 0;
    check(vips_avg(load(bytes, format, VIPS_ACCESS_SEQUENTIAL).get(), &ignored, nullptr));
  }
  // Odoo does not resize what may be an animation.
  const auto plan = format == Format::gif ? ImagePlan{} : image_plan(size, request);
  const auto target = output_format(format, request.output_format);
  if (!plan.crop && !plan.resized && !request.colorize && target == format && request.quality == 0)
    return std::string(bytes);
  // All frames and the palette are in the file already.
  if (format == Format::gif && target == Format::gif && !request.colorize)
    return std::string(bytes);
  if (turned)
    picture = made(
        [whole = picture.get()](VipsImage** out) { return vips_autorot(whole, out, nullptr); });
  if (plan.crop)
    picture = made([&plan, whole = picture.get()](VipsImage** out) {
      return vips_extract_area(whole, out, plan.left, plan.top, plan.cropped.width,
                               plan.cropped.height, nullptr);
    });
  if (plan.resized) picture = scaled(picture, *plan.resized);
  if (request.colorize) picture = colorized(picture);
  picture = savable(std::move(picture), target);
  // An icon is read once for each of its sizes, which a picture read in the file's order cannot be.
  if (target == Format::ico) picture = Picture(vips_image_copy_memory(picture.get()));
  if (!picture) refuse();
  return save(picture, target, request.quality);
}

ImageSize image_size(std::string_view bytes) { return open(bytes).size; }

bool is_image_size_above(std::string_view first, std::string_view second) {
  if (first.empty() || second.empty() || is_svg(first) || is_svg(second)) return false;
  const auto left = image_size(first), right = image_size(second);
  return left.width > right.width || left.height > right.height;
}

ImageSize image_size_of_field(std::string_view field) {
  if (field == "image") return {1024, 1024};
  const auto suffix = field.substr(field.rfind('_') + 1);
  int side = 0;
  const auto [end, error] = std::from_chars(suffix.data(), suffix.data() + suffix.size(), side);
  if (error != std::errc() || end != suffix.data() + suffix.size()) return {};
  return {side, side};
}

}  // namespace chatterd::bridge
