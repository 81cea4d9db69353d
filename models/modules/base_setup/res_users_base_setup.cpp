// res.users: inviting people by their e-mail addresses, as the settings page does
// (odoo/addons/base_setup/models/res_users.py).
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/search/domain.hpp"

namespace chatterd {
namespace base_setup {
namespace {

// Users of these addresses who were archived come back; for the others new ones are made.
Value web_create_users(const Records& self, const Args& args) {
  const Value& emails = args["emails"];
  if (!emails.is_array())
    throw TypeError(std::string("'") + python_type(emails) + "' object is not iterable");
  const Records archived =
      self.with_context({{"active_test", false}})
          .search(Value::array({term("active", "=", false), "|", term("login", "in", emails),
                                term("email", "in", emails)}));
  std::set<std::string> known;
  for (const Records& user : archived.each()) {
    known.insert(user.text("email"));
    user.write({{"active", true}});
  }
  for (const Value& item : emails) {
    const std::string email = to_text(item);
    if (!known.insert(email).second) continue;
    self.with_context({{"signup_valid", true}})
        .create({{"login", email},
                 {"name", email.substr(0, email.find('@'))},
                 {"email", email},
                 {"active", true}});
  }
  return true;
}

}  // namespace
}  // namespace base_setup

void extend_res_users_base_setup(Registry& registry) {
  registry.extend("res.users", "base_setup")
      .method("web_create_users", On::model, {"emails"}, base_setup::web_create_users);
}

}  // namespace chatterd
