// res.users with employees: one's own profile shows fields that one may not see elsewhere.
#include "models/engine/orm/records.hpp"

namespace chatterd {
namespace {

Value profile_view_get(const Records& self, const Args& args) {
  const Value& view = args["view_id"];
  const Id profile = self.env().ref("hr.res_users_view_form_profile");
  const bool is_profile = profile != 0 && view.is_number_integer() && view.get<Id>() == profile;
  return args.super(is_profile ? self.with_user(superuser_id) : self);
}

}  // namespace

void extend_res_users_hr(Registry& registry) {
  registry.extend("res.users", "hr").method("fields_view_get", On::model, {}, profile_view_get);
}

}  // namespace chatterd
