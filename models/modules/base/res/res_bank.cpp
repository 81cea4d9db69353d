// res.bank: Bank.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/modules/base/res/record_names.hpp"

namespace chatterd {

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
}

}  // namespace chatterd
