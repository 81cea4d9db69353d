// format.address.mixin: Address Format.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/modules/base/res/res_partner.hpp"

namespace chatterd {

void define_format_address_mixin(Registry& registry) {
  Model& m = registry.define("format.address.mixin", "base", "Address Format");
  m.abstract();
  define_address_views(m);
}

}  // namespace chatterd
