// What the module bus adds to res.partner.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/modules/bus/presence.hpp"

namespace chatterd {

void extend_res_partner_bus(Registry& registry) {
  Model& m = registry.extend("res.partner", "bus");
  m.field("im_status", char_("IM Status").compute("_compute_im_status"));
  define_partner_im_status(m);
}

}  // namespace chatterd
