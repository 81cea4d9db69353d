// What the module phone_validation adds to res.partner.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void extend_res_partner_phone_validation(Registry& registry) {
  Model& m = registry.extend("res.partner", "phone_validation");
  m.inherit({"phone.validation.mixin"});
}

}  // namespace chatterd
