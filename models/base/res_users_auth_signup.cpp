// What the module auth_signup adds to res.users.
#include "models/orm/model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void extend_res_users_auth_signup(Registry& registry) {
  Model& m = registry.extend("res.users", "auth_signup");
  m.field("state", selection("Status", {{"new", "Never Connected"}, {"active", "Confirmed"}})
                       .compute("_compute_state")
                       .search("_search_state"));
}

}  // namespace chatterd
