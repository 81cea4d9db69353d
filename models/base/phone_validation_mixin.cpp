// phone.validation.mixin: Phone Validation Mixin.
#include "models/orm/model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void define_phone_validation_mixin(Registry& registry) {
  Model& m = registry.define("phone.validation.mixin", "phone_validation", "Phone Validation Mixin");
  m.abstract();
}

}  // namespace chatterd
