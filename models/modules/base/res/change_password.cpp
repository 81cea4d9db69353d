// change.password.wizard and change.password.user: the dialog in which administrators give users
// new passwords (odoo/addons/base/models/res_users.py).
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/values/translation.hpp"

namespace chatterd {
namespace change_password {
namespace {

Value default_users(const Records& self, const Args&) {
  const Env& env = self.env();
  Value lines = Value::array();
  if (env.context("active_model") != "res.users") return lines;
  for (const Records& user : env.browse("res.users", to_ids(env.context("active_ids"))).each())
    lines.push_back(command::create({{"user_id", user.id()}, {"user_login", user.get("login")}}));
  return lines;
}

Value change_all(const Records& self, const Args&) {
  const Records lines = self.ensure_one().rel("user_ids");
  lines.call("change_password_button");
  const bool own = contains(lines.rel("user_id").ids(), self.env().uid());
  if (own) return {{"type", "ir.actions.client"}, {"tag", "reload"}};
  return {{"type", "ir.actions.act_window_close"}};
}

Value change_each(const Records& lines, const Args&) {
  for (const Records& line : lines.each()) {
    if (!line.is("new_passwd"))
      throw UserError(lines.env().translate(
          "Before clicking on 'Change Password', you have to write a new password."));
    line.rel("user_id").write({{"password", line.get("new_passwd")}});
  }
  lines.write({{"new_passwd", false}});  // nobody needs it any longer
  return nullptr;
}

}  // namespace
}  // namespace change_password

void define_change_password(Registry& registry) {
  Model& wizard = registry.define("change.password.wizard", "base", "Change Password Wizard");
  wizard.transient();
  wizard.field("user_ids", one2many("Users", "change.password.user", "wizard_id")
                               .by_default_method("_default_user_ids"));
  wizard.method("_default_user_ids", On::model, {}, change_password::default_users);
  wizard.method("change_password_button", On::multi, {}, change_password::change_all);
  Model& line = registry.define("change.password.user", "base", "User, Change Password Wizard");
  line.transient();
  line.field("wizard_id",
             many2one("Wizard", "change.password.wizard").required().ondelete("cascade"));
  line.field("user_id", many2one("User", "res.users").required().ondelete("cascade"));
  line.field("user_login", char_("User Login").readonly());
  line.field("new_passwd", char_("New Password").by_default(""));
  line.method("change_password_button", On::multi, {}, change_password::change_each);
}

}  // namespace chatterd
