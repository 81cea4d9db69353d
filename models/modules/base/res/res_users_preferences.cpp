// res.users: what the preferences dialog of the web client calls.
#include "models/modules/base/res/authentication.hpp"
#include "models/modules/base/res/res_users.hpp"

namespace chatterd {
namespace {

Value change_password(const Records& self, const Args& args) {
  const Env& env = self.env();
  if (!args["old_passwd"].is_string() ||
      !is_password(env.sudo(), env.uid(), to_text(args["old_passwd"])))
    throw AccessDenied();
  if (!truthy(args["new_passwd"]))
    throw UserError(env.translate("Setting empty passwords is not allowed for security reasons!"));
  env.user().sudo().write({{"password", args["new_passwd"]}});
  return true;
}

Value preference_save(const Records&, const Args&) {
  return {{"type", "ir.actions.client"}, {"tag", "reload_context"}};
}

Value preference_change_password(const Records&, const Args&) {
  return {{"type", "ir.actions.client"}, {"tag", "change_password"}, {"target", "new"}};
}

}  // namespace

void define_res_users_preferences(Model& m) {
  m.method("change_password", On::model, {"old_passwd", "new_passwd"}, change_password);
  m.method("preference_save", On::multi, {}, preference_save);
  m.method("preference_change_password", On::multi, {}, preference_change_password);
}

}  // namespace chatterd
