// res.country.state: Country state.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/modules/base/res/record_names.hpp"

namespace chatterd {

void define_res_country_state(Registry& registry) {
  Model& m = registry.define("res.country.state", "base", "Country state");
  m.order("code");
  m.sql_constraint("name_code_uniq", "unique(country_id, code)",
                   "The code of the state must be unique by country !");
  m.field("country_id", many2one("Country", "res.country").required());
  m.field("name",
          char_("State Name")
              .required()
              .help("Administrative divisions of a country. E.g. Fed. State, Departement, Canton"));
  m.field("code", char_("State Code").required().help("The state code."));
  define_country_state_names(m);
}

}  // namespace chatterd
