// What the module sms adds to res.partner.
#include "models/engine/orm/declaration_order.hpp"
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {
namespace {

Value number_fields(const Records&, const Args&) { return {"mobile", "phone"}; }

}  // namespace

void extend_res_partner_sms(Registry& registry) {
  Model& m = registry.extend("res.partner", "sms");
  m.inherit({"mail.thread.phone"});
  m.field("phone_sanitized", char_().depends({"mobile", "phone"}));
  keep_place(m, "phone_sanitized");
  m.method("_phone_get_number_fields", On::model, {}, number_fields);
}

}  // namespace chatterd
