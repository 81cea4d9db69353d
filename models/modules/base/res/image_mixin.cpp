// image.mixin: Image Mixin.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void define_image_mixin(Registry& registry) {
  Model& m = registry.define("image.mixin", "base", "Image Mixin");
  m.abstract();
  m.field("image_1920", image("Image").max_size(1920, 1920));
  m.field("image_1024", image("Image 1024").related("image_1920").stored().max_size(1024, 1024));
  m.field("image_512", image("Image 512").related("image_1920").stored().max_size(512, 512));
  m.field("image_256", image("Image 256").related("image_1920").stored().max_size(256, 256));
  m.field("image_128", image("Image 128").related("image_1920").stored().max_size(128, 128));
}

}  // namespace chatterd
