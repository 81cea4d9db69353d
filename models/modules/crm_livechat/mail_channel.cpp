// What the module crm_livechat adds to mail.channel: the command /lead.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/modules/standard.hpp"

namespace chatterd {
namespace {

Value define_lead(const Records& self, const Args&) {
  return {{"help", self.env().translate("Create a new lead (/lead lead title)")}};
}

// A lead is made by the code of crm and of what extends it, so by Odoo, which answers a call that
// the engine declines.
Value lead(const Records&, const Args&) {
  throw NotImplementedError("leads are made by Odoo: /lead");
}

}  // namespace

void register_crm_livechat(Registry& registry) {
  Model& m = registry.extend("mail.channel", "crm_livechat");
  m.method("_define_command_lead", On::model, {}, define_lead);
  m.method("_execute_command_lead", On::multi, {{"**", nullptr}}, lead);
}

}  // namespace chatterd
