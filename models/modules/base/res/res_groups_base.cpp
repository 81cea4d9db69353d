// What the module base adds to res.groups.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void extend_res_groups_base(Registry& registry) {
  Model& m = registry.extend("res.groups", "base");
  m.field("implied_ids", many2many("Inherits", "res.groups")
                             .relation("res_groups_implied_rel", "gid", "hid")
                             .help("Users of this group automatically inherit those groups"));
  m.field("trans_implied_ids", many2many("Transitively inherits", "res.groups")
                                   .compute("_compute_trans_implied")
                                   .depends({"implied_ids.trans_implied_ids"}));
}

}  // namespace chatterd
