// What the module bus adds to res.users.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/modules/bus/presence.hpp"

namespace chatterd {

void extend_res_users_bus(Registry& registry) {
  Model& m = registry.extend("res.users", "bus");
  m.field("im_status", char_("IM Status").compute("_compute_im_status"));
  define_user_im_status(m);
}

}  // namespace chatterd
