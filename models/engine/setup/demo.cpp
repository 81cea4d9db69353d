// People and channels to try things with.
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/setup/new_database.hpp"

namespace chatterd {

void create_demo(Engine& engine) {
  engine.run_sudo([](const Env& env) -> Value {
    const Records known = env["res.users"].search(
        Value::array({term("login", "in", {"demo", "alice", "bob", "carol"})}));
    if (!known.empty()) return nullptr;
    const Value groups = Value::array(
        {command::set(Ids{env.ref("base.group_user"), env.ref("base.group_partner_manager")})});
    Ids partners;
    const Records users = env["res.users"].with_context({{"no_reset_password", true}});
    for (const auto& [login, name] :
         std::vector<std::pair<const char*, const char*>>{{"demo", "Marc Demo"},
                                                          {"alice", "Alice Martin"},
                                                          {"bob", "Bob Dupont"},
                                                          {"carol", "Carol Petit"}}) {
      const Records user = users.create({{"login", login},
                                         {"name", name},
                                         {"email", std::string(login) + "@example.com"},
                                         {"lang", "en_US"},
                                         {"password", login},
                                         {"notification_type", "inbox"},
                                         {"groups_id", groups}});
      partners.push_back(user.id("partner_id"));
    }
    for (const auto& [name, description] : std::vector<std::pair<const char*, const char*>>{
             {"sales", "Offers, customers, and what closes deals."},
             {"rd", "Ideas and what becomes of them."}})
      env["mail.channel"].create({{"name", name},
                                  {"description", description},
                                  {"public", "public"},
                                  {"channel_partner_ids", command::links(partners)}});
    return nullptr;
  });
}

}  // namespace chatterd
