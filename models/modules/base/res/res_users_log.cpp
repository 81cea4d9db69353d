// res.users.log: Users Log.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void define_res_users_log(Registry& registry) {
  Model& m = registry.define("res.users.log", "base", "Users Log");
  m.order("id desc");
}

}  // namespace chatterd
