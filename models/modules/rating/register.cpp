// The models that the module rating has or extends here. Its method on mail.thread acts when a
// rating is given, which only the portal does.
#include "models/modules/standard.hpp"

namespace chatterd {

void define_rating_rating(Registry& registry);
void define_rating_mixin(Registry& registry);

void register_rating(Registry& registry) {
  define_rating_rating(registry);
  define_rating_mixin(registry);
}

}  // namespace chatterd
