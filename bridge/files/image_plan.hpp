// What is cut off and how large a picture becomes, in sizes only.
#pragma once
#include <optional>

#include "bridge/files/image.hpp"

namespace chatterd::bridge {

struct ImagePlan {
  bool crop = false;
  int left = 0, top = 0;
  ImageSize cropped;
  std::optional<ImageSize> resized;
};

// ImageProcess.crop_resize and .resize, in sizes only.
ImagePlan image_plan(ImageSize size, const ImageRequest& request);
// The size that Pillow's thumbnail() (7.0 and later) gives; nothing when it would leave the picture
// alone.
std::optional<ImageSize> image_thumbnail_size(ImageSize size, int max_width, int max_height);

}  // namespace chatterd::bridge
