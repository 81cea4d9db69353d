#include "bridge/files/image_plan.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

namespace chatterd::bridge {
namespace {

int part(int value, int times, int over) {
  return static_cast<int>(
      std::max<std::int64_t>(1, static_cast<std::int64_t>(value) * times / over));
}

}  // namespace

std::optional<ImageSize> image_thumbnail_size(ImageSize size, int max_width, int max_height) {
  if (max_width >= size.width && max_height >= size.height) return std::nullopt;
  const double aspect = static_cast<double>(size.width) / size.height;
  double x = max_width, y = max_height;
  const auto closest = [](double wanted, const auto& distance) {
    const double below = std::floor(wanted), above = std::ceil(wanted);
    return std::max(distance(above) < distance(below) ? above : below, 1.0);
  };
  if (x / y >= aspect)
    x = closest(y * aspect, [&](double n) { return std::abs(aspect - n / y); });
  else
    y = closest(x / aspect, [&](double n) { return n == 0 ? 0.0 : std::abs(aspect - x / n); });
  return ImageSize{static_cast<int>(x), static_cast<int>(y)};
}

ImagePlan image_plan(ImageSize size, const ImageRequest& request) {
  ImagePlan plan;
  plan.cropped = size;
  const auto [width, height] = std::pair(request.width, request.height);
  if (!request.crop.empty() && width > 0 && height > 0) {
    ImageSize wanted = size;
    if (static_cast<double>(size.width) / width > static_cast<double>(size.height) / height)
      wanted.height = part(height, size.width, width);
    else
      wanted.width = part(width, size.height, height);
    // The ratio may ask for more than there is in the other direction.
    if (wanted.width > size.width)
      wanted = {size.width, part(wanted.height, size.width, wanted.width)};
    if (wanted.height > size.height)
      wanted = {part(wanted.width, size.height, wanted.height), size.height};
    const double center = request.crop == "top" ? 0.0 : request.crop == "bottom" ? 1.0 : 0.5;
    plan.crop = wanted != size;
    plan.left = (size.width - wanted.width) / 2;
    plan.top = static_cast<int>((size.height - wanted.height) * center);
    plan.cropped = wanted;
  }
  if (width > 0 || height > 0) {
    const int asked_width =
        width > 0 ? width : part(plan.cropped.width, height, plan.cropped.height);
    const int asked_height =
        height > 0 ? height : part(plan.cropped.height, width, plan.cropped.width);
    plan.resized = image_thumbnail_size(plan.cropped, asked_width, asked_height);
    if (plan.resized == plan.cropped) plan.resized.reset();
  }
  return plan;
}

}  // namespace chatterd::bridge
