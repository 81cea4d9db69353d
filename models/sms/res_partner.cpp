// What the module sms adds to res.partner.
#include "models/orm/model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void extend_res_partner_sms(Registry& registry) {
  Model& m = registry.extend("res.partner", "sms");
  m.inherit({"mail.thread.phone"});
}

}  // namespace chatterd
