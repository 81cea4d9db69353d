// What the module hr adds to res.partner: employees are always suggested, and everybody knows the
// name of his own private address.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

// One more list: the users who are employees. Who may not read groups gets none.
Value get_static_mention_suggestions(const Records& self, const Args& args) {
  Value lists = args.super(self);
  const Env& env = self.env();
  try {
    const Records users = env.browse("res.groups", {env.ref("base.group_user")}).rel("users");
    Value employees = Value::array();
    for (const Records& user : users.each())
      employees.push_back({{"id", user.id("partner_id")},
                           {"name", user.get("name")},
                           {"email", user.get("email")}});
    lists.push_back(std::move(employees));
  } catch (const AccessError&) {
  }
  return lists;
}

Value name_get(const Records& partners, const Args& args) {
  try {
    return args.super(partners);
  } catch (const AccessError&) {
    const bool own =
        partners.size() == 1 &&
        !partners.env()
             .cr()
             .execute(Sql("SELECT 1 FROM hr_employee WHERE user_id = %s AND address_home_id = %s "
                          "AND active",
                          {partners.env().uid(), partners.id()}))
             .empty();
    if (!own) throw;
    return args.super(partners.sudo());
  }
}

}  // namespace

void extend_res_partner_hr(Registry& registry) {
  Model& m = registry.extend("res.partner", "hr");
  m.method("get_static_mention_suggestions", On::model, {}, get_static_mention_suggestions);
  m.method("name_get", On::multi, {}, name_get);
}

}  // namespace chatterd
