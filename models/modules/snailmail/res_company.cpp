// What the module snailmail adds to res.company.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void extend_res_company_snailmail(Registry& registry) {
  Model& m = registry.extend("res.company", "snailmail");
  m.field("snailmail_color", boolean("Color").by_default(true));
  m.field("snailmail_cover", boolean("Add a Cover Page").by_default(false));
  m.field("snailmail_duplex", boolean("Both sides").by_default(false));
}

}  // namespace chatterd
