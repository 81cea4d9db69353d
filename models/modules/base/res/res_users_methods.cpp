// res.users: what users may do with their own record, groups, passwords, companies
// (odoo/addons/base/models/res_users.py, Users and UsersImplied).
#include <set>

#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/engine/orm/shared_caches.hpp"
#include "models/engine/orm/values/translation.hpp"
#include "models/modules/base/res/default_company.hpp"
#include "models/modules/base/res/locale_selections.hpp"
#include "models/modules/base/res/passwords.hpp"
#include "models/modules/base/res/res_users.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

bool self_field(const Env& env, const std::string& name, const char* const* own,
                std::size_t count) {
  if (name.starts_with("context_")) return true;
  for (std::size_t i = 0; i < count; ++i)
    if (name == own[i]) return true;
  return env.registry().installed("mail") &&
         (name == "notification_type" || name == "out_of_office_message");
}

bool self_writeable(const Env& env, const std::string& name) {
  static const char* const own[] = {"signature", "action_id",  "company_id", "email",
                                    "name",      "image_1920", "lang",       "tz"};
  return self_field(env, name, own, std::size(own));
}

bool self_readable(const Env& env, const std::string& name) {
  static const char* const own[] = {
      "signature",  "company_id", "login",      "email",         "name",     "image_1920",
      "image_1024", "image_512",  "image_256",  "image_128",     "lang",     "tz",
      "tz_offset",  "groups_id",  "partner_id", "__last_update", "action_id"};
  if (name == "odoobot_state" && env.registry().installed("mail_bot")) return true;
  return self_field(env, name, own, std::size(own));
}

bool is_self(const Records& users) { return users.size() == 1 && users.id() == users.env().uid(); }

Value read_users(const Records& users, const Args& args) {
  const Value& fields = args["fields"];
  if (truthy(fields) && is_self(users)) {
    bool all = true;
    for (const Value& name : fields)
      all = all && name.is_string() && self_readable(users.env(), name.get<std::string>());
    if (all) return args.super(users.sudo());
  }
  return args.super(users);
}

// Every group and the groups it implies, at any depth.
Ids implied_groups(const Env& env, const Ids& groups) {
  return env.cr()
      .execute(Sql(R"sql(
          WITH RECURSIVE implied(gid) AS (SELECT unnest(%s::int[]) UNION SELECT r.hid FROM
              res_groups_implied_rel r JOIN implied i ON r.gid = i.gid)
          SELECT gid
          FROM implied
          ORDER BY gid)sql",
                   {groups}))
      .ids();
}

// The groups that commands on a new user's groups_id name.
Ids commanded(const Value& commands) {
  Ids ids;
  for (const Value& command : commands) {
    if (!command.is_array() || command.empty()) {
      ids.push_back(to_id(command));
    } else if (command[0] == 4) {
      ids.push_back(to_id(command[1]));
    } else if (command[0] == 6) {
      ids = to_ids(command[2]);
    } else if (command[0] == 5) {
      ids.clear();
    } else if (command[0] == 3) {
      std::erase(ids, to_id(command[1]));
    }
  }
  return ids;
}

Value create_users(const Records& self, const Args& args) {
  const Value& given = args["vals_list"];
  Value list = given.is_array() ? given : Value::array({given});
  for (Value& values : list)
    if (values.is_object() && values.contains("groups_id") && values["groups_id"].is_array())
      values["groups_id"] =
          Value::array({command::set(implied_groups(self.env(), commanded(values["groups_id"])))});
  const Value ids = args.super(self, {{"vals_list", list}});
  self.env().clear_caches();
  for (const Records& user : self.browse(to_ids(ids)).each())
    user.rel("partner_id")
        .write({{"company_id", user.get("company_id")}, {"active", user.get("active")}});
  return ids;
}

void complete_groups(const Records& users, const Args& args, const Ids& were_internal,
                     const Value& commands) {
  const Env& env = users.env();
  for (const Records& user : users.each()) {
    const bool internal = env.user_info(user.id())->in_group("base.group_user");
    if (!internal && contains(were_internal, user.id())) {
      Value only = Value::array({command::clear()});
      for (const Value& command : commands) only.push_back(command);
      args.super(user, {{"vals", {{"groups_id", only}}}});
    }
    const Ids implied = implied_groups(env, user.sudo().rel("groups_id").ids());
    Value links = Value::array();
    for (const Id group : implied) links.push_back(command::link(group));
    args.super(user, {{"vals", {{"groups_id", links}}}});
  }
  env.clear_caches();
}

// Whether a cache holds one of the values: in stock those of sessions, groups and contexts, here
// also those of UserInfo.
bool any_cached(const Value& values) {
  static const std::set<std::string> cached = {
      "active", "company_id",        "company_ids", "groups_id", "lang", "login",
      "name",   "notification_type", "partner_id",  "password",  "tz"};
  for (const auto& [name, value] : values.items())
    if (cached.contains(name) || name.starts_with("context_")) return true;
  return false;
}

Value write_users(const Records& users, const Args& args) {
  const Env& env = users.env();
  if (!args["vals"].is_object()) return args.super(users);
  Value values = args["vals"];
  const Value active = values.contains("active") ? values["active"] : Value();
  if (truthy(active) && contains(users.ids(), superuser_id))
    throw UserError(env.translate("You cannot activate the superuser."));
  if (active == false && contains(users.ids(), env.uid()))
    throw UserError(env.translate("You cannot deactivate the user you're currently logged in as."));
  if (truthy(active))
    for (const Records& user : users.each())
      if (!user.is("active") && !user.rel("partner_id").is("active"))
        user.rel("partner_id").call("toggle_active");
  Records target = users;
  if (is_self(users)) {
    bool all = true;
    for (const auto& [name, value] : values.items()) all = all && self_writeable(env, name);
    if (all) {
      if (values.contains("company_id") &&
          !contains(env.user_info()->company_ids, to_id(values["company_id"])))
        values.erase("company_id");
      target = users.sudo().with_context({{"binary_field_real_user", env.uid()}});
    }
  }
  Ids were_internal;
  const bool groups = values.contains("groups_id") && truthy(values["groups_id"]);
  if (groups)
    for (const Id id : users.ids())
      if (env.user_info(id)->in_group("base.group_user")) were_internal.push_back(id);
  // before the database is told of a company that it may not know
  if (values.contains("company_id") && !values.contains("company_ids") &&
      target.has_access_rights("write"))
    for (const Records& user : users.sudo().each())
      if (!contains(to_ids(user.get("company_ids")), to_id(values["company_id"])))
        throw ValidationError(
            env.translate("The chosen company is not in the allowed companies for this user"));
  args.super(target, {{"vals", values}});
  if (values.contains("company_id"))
    for (const Records& user : target.each()) {
      const Records partner = user.rel("partner_id");
      if (partner.is("company_id") && partner.id("company_id") != to_id(values["company_id"]))
        partner.write({{"company_id", user.get("company_id")}});
    }
  if (any_cached(values)) env.clear_caches();
  if (groups) complete_groups(target, args, were_internal, values["groups_id"]);
  return true;
}

Value unlink_users(const Records& users, const Args& args) {
  if (contains(users.ids(), superuser_id))
    throw UserError(users.env().translate(
        "You can not remove the admin user as it is used internally for resources created by "
        "Odoo (updates, module installation, ...)"));
  users.env().clear_caches();
  return args.super(users);
}

Value copy_user(const Records& user, const Args& args) {
  Value defaults = args["default"].is_object() ? args["default"] : Value::object();
  const std::string pattern = user.env().translate("%s (copy)");
  if (!defaults.contains("name") && !defaults.contains("partner_id"))
    defaults["name"] = format(pattern, {user.get("name")});
  if (!defaults.contains("login")) defaults["login"] = format(pattern, {user.get("login")});
  return args.super(user, {{"default", defaults}});
}

// A user is found by his exact login first, then by name.
Value search_users_by_name(const Records& self, const Args& args) {
  const std::string op = args["operator"].get<std::string>();
  const Value domain = truthy(args["args"]) ? args["args"] : Value::array();
  const std::string name = to_text(args["name"]);
  const Id limit = truthy(args["limit"]) ? args["limit"].get<Id>() : 0;
  const bool blank = op == "ilike" && name.find_first_not_of(" \t\n") == std::string::npos;
  const bool negative =
      op == "!=" || op == "<>" || op == "not in" || op == "not like" || op == "not ilike";
  const Value by_login =
      blank ? Value::array()
            : Value::array({Value::array({"login", negative ? "!=" : "=", args["name"]})});
  Records found = self.search(domain::conjunction({by_login, domain}), {0, limit, ""});
  if (found.empty())
    found = self.search(
        domain::conjunction({Value::array({Value::array({"name", op, args["name"]})}), domain}),
        {0, limit, ""});
  return found.name_get();
}

Value context_get(const Records& self, const Args&) {
  const auto info = self.env().user_info();
  return {{"lang", info->lang.empty() ? Value(false) : Value(info->lang)},
          {"tz", info->tz.empty() ? Value(false) : Value(info->tz)}};
}

Value has_group(const Records& self, const Args& args) {
  const std::string name = to_text(args["group_ext_id"]);
  if (name.find('.') == std::string::npos)
    throw AssertionError("External ID '" + name + "' must be fully qualified");
  return self.env().has_group(name);
}

Value compute_user_share(const Records& users, const Args&) {
  const auto internal = users.env()
                            .cr()
                            .execute(Sql(R"sql(
              SELECT r.uid
              FROM res_groups_users_rel r
                JOIN ir_model_data d ON d.model = 'res.groups'
                AND d.res_id = r.gid
              WHERE d.module = 'base'
                AND d.name = 'group_user'
                AND r.uid = ANY(%s::int[]))sql",
                                         {users.ids()}))
                            .ids();
  for (const Records& user : users.each()) user.assign("share", !contains(internal, user.id()));
  return nullptr;
}

Value compute_password(const Records& users, const Args&) {
  for (const Records& user : users.each()) {
    user.assign("password", "");
    user.assign("new_password", "");
  }
  return nullptr;
}

Value set_password(const Records& users, const Args&) {
  for (const Records& user : users.each()) {
    const std::string password = user.text("password");
    users.env().cr().execute(Sql("UPDATE res_users SET password = %s WHERE id = %s",
                                 {hash_password(password), user.id()}));
  }
  return nullptr;
}

Value set_new_password(const Records& users, const Args&) {
  for (const Records& user : users.each()) {
    const Value password = user.get("new_password");
    if (!truthy(password)) continue;
    if (user.id() == users.env().uid())
      throw UserError(
          users.env().translate("Please use the change password wizard (in User Preferences or "
                                "User menu) to change your own password."));
    user.write({{"password", password}});
  }
  return nullptr;
}

Value compute_companies_count(const Records& users, const Args&) {
  const Id count = users.env().sudo()["res.company"].search_count(Value::array());
  for (const Records& user : users.each()) user.assign("companies_count", count);
  return nullptr;
}

Value compute_accesses_count(const Records& users, const Args&) {
  for (const Records& user : users.each()) {
    const Records groups = user.rel("groups_id");
    if (!groups.empty()) groups.check_access_rights("read");
    user.assign("accesses_count", groups.rel("model_access").size());
    user.assign("rules_count", groups.rel("rule_groups").size());
    user.assign("groups_count", groups.size());
  }
  return nullptr;
}

Value default_groups(const Records& self, const Args&) {
  const Env sudo = self.env().sudo();
  const Id model_user = sudo.ref("base.default_user");
  return model_user ? Value(sudo.browse("res.users", {model_user}).rel("groups_id").ids())
                    : Value::array();
}

Value default_companies(const Records& self, const Args&) { return Ids{self.env().company()}; }

Value check_user_company(const Records& users, const Args&) {
  for (const Records& user : users.sudo().each())
    if (!contains(to_ids(user.get("company_ids")), user.id("company_id")))
      throw ValidationError(users.env().translate(
          "The chosen company is not in the allowed companies for this user"));
  return nullptr;
}

}  // namespace

void check_one_user_type(const Records& users) {
  const auto twice = users.env().cr().execute(Sql(R"sql(
          SELECT r.uid
          FROM res_groups_users_rel r
            JOIN res_groups g ON g.id = r.gid
            JOIN ir_model_data d ON d.res_id = g.category_id
            AND d.model = 'ir.module.category'
            AND d.module = 'base'
            AND d.name = 'module_category_user_type'
          WHERE r.uid = ANY(%s::int[])
          GROUP BY r.uid
          HAVING count(r.gid) > 1
          LIMIT 1)sql",
                                                  {users.ids()}));
  if (!twice.empty())
    throw ValidationError(users.env().translate("The user cannot have more than one user types."));
}

void define_res_users_methods(Model& m) {
  m.method("read", On::multi, {}, read_users);
  m.method("create", On::model, {}, create_users);
  m.method("write", On::multi, {}, write_users);
  m.method("unlink", On::multi, {}, unlink_users);
  m.method("copy", On::multi, {}, copy_user);
  m.method("_name_search", On::model, {}, search_users_by_name);
  m.method("context_get", On::model, {}, context_get);
  m.method("has_group", On::model, {"group_ext_id"}, has_group);
  m.method("_compute_share", On::multi, {}, compute_user_share);
  m.method("_compute_password", On::multi, {}, compute_password);
  m.method("_set_password", On::multi, {}, set_password);
  m.method("_set_new_password", On::multi, {}, set_new_password);
  m.method("_compute_companies_count", On::multi, {}, compute_companies_count);
  m.method("_companies_count", On::model, {}, [](const Records& self, const Args&) -> Value {
    return self.env().sudo()["res.company"].search_count(Value::array());
  });
  m.method("_compute_accesses_count", On::multi, {}, compute_accesses_count);
  m.method("_default_groups", On::model, {}, default_groups);
  m.method("_default_company_id", On::model, {}, default_company);
  m.method("_default_company_ids", On::model, {}, default_companies);
  m.constrains({"company_id", "company_ids"}, check_user_company);
  m.constrains({"groups_id"}, [](const Records& users, const Args&) -> Value {
    check_one_user_type(users);
    return nullptr;
  });
  define_locale_selections(m);
  define_res_users_preferences(m);
  define_res_users_groups(m);
}

}  // namespace chatterd
