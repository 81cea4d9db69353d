// What the module mail adds to res.company.
#include "models/orm/model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void extend_res_company_mail(Registry& registry) {
  Model& m = registry.extend("res.company", "mail");
  m.field("catchall", char_("Catchall Email").compute("_compute_catchall"));
}

}  // namespace chatterd
