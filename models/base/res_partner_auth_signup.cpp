// What the module auth_signup adds to res.partner.
#include "models/orm/model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void extend_res_partner_auth_signup(Registry& registry) {
  Model& m = registry.extend("res.partner", "auth_signup");
  m.field("signup_token", char_().copy(false).groups("base.group_erp_manager"));
  m.field("signup_type", char_("Signup Token Type").copy(false).groups("base.group_erp_manager"));
  m.field("signup_expiration", datetime().copy(false).groups("base.group_erp_manager"));
  m.field(
      "signup_valid",
      boolean("Signup Token is Valid").compute("_compute_signup_valid").depends({"signup_token", "signup_expiration"}));
  m.field("signup_url", char_("Signup URL").compute("_compute_signup_url"));
}

}  // namespace chatterd
