// res.bank: Bank.
#include "models/engine/orm/methods/onchange.hpp"
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/modules/base/res/record_names.hpp"

namespace chatterd {
namespace bank_form {
namespace {

Id country_of_state(const Env& env, Id state) {
  return state == 0 ? 0 : env.browse("res.country.state", {state}).id("country_id");
}

Value on_country(const Records& self, const Args& args) {
  const Id country = to_id(form_value(self, args["values"], "country")),
           state = to_id(form_value(self, args["values"], "state"));
  if (country == 0 || country == country_of_state(self.env(), state)) return nullptr;
  return {{"value", {{"state", false}}}};
}

Value on_state(const Records& self, const Args& args) {
  const Id country = country_of_state(self.env(), to_id(form_value(self, args["values"], "state")));
  if (country == 0) return nullptr;
  return {{"value", {{"country", country}}}};
}

}  // namespace
}  // namespace bank_form

void define_res_bank(Registry& registry) {
  Model& m = registry.define("res.bank", "base", "Bank");
  m.order("name");
  m.field("name", char_().required());
  m.field("street", char_());
  m.field("street2", char_());
  m.field("zip", char_());
  m.field("city", char_());
  m.field("state",
          many2one("Fed. State", "res.country.state").domain("[('country_id', '=?', country)]"));
  m.field("country", many2one("", "res.country"));
  m.field("email", char_());
  m.field("phone", char_());
  m.field("active", boolean().by_default(true));
  m.field("bic", char_("Bank Identifier Code").index().help("Sometimes called BIC or Swift."));
  define_bank_names(m);
  m.method("_onchange_country", On::multi, {"values"}, bank_form::on_country);
  m.method("_onchange_state", On::multi, {"values"}, bank_form::on_state);
}

}  // namespace chatterd
