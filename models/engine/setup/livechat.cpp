// Live chat on a database without Odoo: what the data files of im_livechat and rating bring, and a
// first channel.
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/setup/new_database.hpp"

namespace chatterd {

namespace {

Id model_id(const Env& env, const char* model) {
  return env["ir.model"].search(Value::array({term("model", "=", model)})).id();
}

Value all_of(const Ids& ids) {
  Value out = Value::array();
  for (const Id id : ids) out.push_back(command::link(id));
  return out;
}

Records create_group(const Env& env, const char* name, Value values) {
  values["category_id"] = env.ref("base.module_category_website_live_chat");
  const Records group = env["res.groups"].create(values);
  name_record(env, "im_livechat", name, group);
  return group;
}

struct Right {
  const char *module, *name, *model;
  Id group;  // 0 is everybody
  bool write, create, unlink;
};

void create_rights(const Env& env, Id user, Id manager) {
  const Right rights[] = {
      {"im_livechat", "access_livechat_channel", "im_livechat.channel", 0, false, false, false},
      {"im_livechat", "access_livechat_channel_user", "im_livechat.channel", user, true, true,
       false},
      {"im_livechat", "access_livechat_channel_manager", "im_livechat.channel", manager, true, true,
       true},
      {"im_livechat", "access_livechat_channel_rule", "im_livechat.channel.rule", 0, false, false,
       false},
      {"im_livechat", "access_livechat_channel_rule_user", "im_livechat.channel.rule", user, true,
       true, false},
      {"im_livechat", "access_livechat_channel_rule_manager", "im_livechat.channel.rule", manager,
       true, true, true},
      {"rating", "access_rating_user", "rating.rating", env.ref("base.group_user"), true, true,
       false},
      {"rating", "access_rating_public", "rating.rating", env.ref("base.group_public"), true, true,
       false},
      {"rating", "access_rating_portal", "rating.rating", env.ref("base.group_portal"), true, true,
       false},
      {"rating", "rating_rating_access_system", "rating.rating", env.ref("base.group_system"), true,
       true, true},
  };
  for (const Right& right : rights)
    name_record(env, right.module, right.name,
                env["ir.model.access"].create(
                    {{"name", right.name},
                     {"model_id", model_id(env, right.model)},
                     {"group_id", right.group ? Value(right.group) : Value(false)},
                     {"perm_read", true},
                     {"perm_write", right.write},
                     {"perm_create", right.create},
                     {"perm_unlink", right.unlink}}));
}

}  // namespace

// Every employee may answer visitors, by joining the channel; its administrator is the
// administrator of the database.
void create_livechat(Engine& engine) {
  engine.run_sudo([](const Env& env) -> Value {
    if (env.ref("im_livechat.im_livechat_channel_data") != 0) return nullptr;
    const Records operators = create_group(
        env, "im_livechat_group_user",
        {{"name", "User"}, {"comment", "The user will be able to join support channels."}});
    const Records managers =
        create_group(env, "im_livechat_group_manager",
                     {{"name", "Administrator"},
                      {"comment", "The user will be able to delete support channels."},
                      {"implied_ids", all_of(operators.ids())},
                      {"users", all_of({env.ref("base.user_root"), env.ref("base.user_admin"),
                                        env.ref("base.default_user")})}});
    env.browse("res.groups", {env.ref("base.group_user")})
        .write({{"implied_ids", all_of(operators.ids())}});
    create_rights(env, operators.id(), managers.id());
    const Records rule =
        env["ir.rule"].create({{"name", "Livechat: Administrator: read all livechat channel"},
                               {"model_id", model_id(env, "mail.channel")},
                               {"groups", all_of(managers.ids())},
                               {"domain_force", "[('channel_type', '=', 'livechat')]"},
                               {"perm_read", true},
                               {"perm_create", false},
                               {"perm_write", false},
                               {"perm_unlink", false}});
    name_record(env, "im_livechat", "im_livechat_rule_manager_read_all_mail_channel", rule);
    const Records people = env["res.users"].search(Value::array({term("share", "=", false)}));
    const Records channel = env["im_livechat.channel"].create(
        {{"name", "Website"}, {"user_ids", all_of(people.ids())}});
    name_record(env, "im_livechat", "im_livechat_channel_data", channel);
    return nullptr;
  });
}

}  // namespace chatterd
