// res.groups: full names, and the groups that members of a group get with it.
#include "models/engine/orm/recompute.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/engine/orm/values/translation.hpp"
#include "models/modules/base/res/res_groups.hpp"
#include "models/modules/base/res/res_users.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

Value compute_full_name(const Records& groups, const Args&) {
  for (const Records& group : groups.each()) {
    const Records category = group.sudo().rel("category_id");
    const std::string name = group.sudo().text("name");
    group.assign("full_name", category.empty() ? name : category.text("name") + " / " + name);
  }
  return nullptr;
}

std::string trimmed(const std::string& text) {
  const std::size_t from = text.find_first_not_of(" \t\n"), to = text.find_last_not_of(" \t\n");
  return from == std::string::npos ? "" : text.substr(from, to - from + 1);
}

// "Category / Group", either part alone, or a list of such names.
Value search_full_name(const Records&, const Args& args) {
  const std::string op = args["operator"].get<std::string>();
  const bool negative =
      op == "!=" || op == "<>" || op == "not in" || op == "not like" || op == "not ilike";
  Value operand = args["value"];
  const auto term = [](const char* field, const std::string& by, const Value& value) {
    return Value::array({Value::array({field, by, value})});
  };
  if (operand.is_boolean())
    return domain::disjunction({term("name", op, operand), term("category_id.name", op, operand)});
  const bool list = operand.is_array();
  if (!list) operand = Value::array({operand});
  std::vector<Value> all;
  for (const Value& full : operand) {
    std::vector<std::string> parts;
    std::string part;
    for (const char c : to_text(full) + "/") {
      if (c == '/') {
        if (!part.empty()) parts.push_back(part);
        part.clear();
      } else {
        part += c;
      }
    }
    const std::string name = parts.empty() ? "" : trimmed(parts.back());
    if (!parts.empty()) parts.pop_back();
    std::string category;
    for (const std::string& step : parts) category += (category.empty() ? "" : "/") + step;
    category = trimmed(category);
    const auto given = [&](const std::string& text) {
      return list ? Value::array({text}) : Value(text);
    };
    const Value by_group = term("name", op, given(name));
    Value by_category = term("category_id.name", op, given(category.empty() ? name : category));
    if (negative && parts.empty())
      by_category = domain::disjunction({by_category, term("category_id", "=", false)});
    all.push_back(negative == parts.empty() ? domain::conjunction({by_group, by_category})
                                            : domain::disjunction({by_group, by_category}));
  }
  return negative ? domain::conjunction(all) : domain::disjunction(all);
}

Value compute_trans_implied(const Records& groups, const Args&) {
  for (const Records& group : groups.each())
    group.assign("trans_implied_ids", groups.env()
                                          .cr()
                                          .execute(Sql(R"sql(
                WITH RECURSIVE implied(gid) AS (SELECT hid FROM res_groups_implied_rel WHERE gid
                    = %s UNION SELECT r.hid FROM res_groups_implied_rel r JOIN implied i ON r.gid
                    = i.gid)
                SELECT gid
                FROM implied
                ORDER BY gid)sql",
                                                       {group.id()}))
                                          .ids());
  return nullptr;
}

Value create_groups(const Records& self, const Args& args) {
  const Value& given = args["vals_list"];
  Value list = given.is_array() ? given : Value::array({given});
  std::vector<Value> users;
  for (Value& values : list) {
    users.push_back(values.contains("users") ? values["users"] : Value());
    values.erase("users");
  }
  const Value ids = args.super(self, {{"vals_list", list}});
  const std::vector<Records> groups = self.browse(to_ids(ids)).each();
  for (std::size_t i = 0; i < groups.size(); ++i)
    if (truthy(users[i])) groups[i].write({{"users", users[i]}});
  self.env().clear_caches();
  return ids;
}

Value write_groups(const Records& groups, const Args& args) {
  const Env& env = groups.env();
  const Value& values = args["vals"];
  if (values.contains("name") && to_text(values["name"]).starts_with('-'))
    throw UserError(env.translate("The name of the group can not start with \"-\""));
  const Records everybody = groups.sudo().with_context({{"active_test", false}});
  const Records before =
      values.contains("users") ? everybody.rel("users") : everybody.env()["res.users"];
  const Value done = args.super(groups);
  env.clear_caches();
  if ((values.contains("users") && truthy(values["users"])) ||
      (values.contains("implied_ids") && truthy(values["implied_ids"]))) {
    env.cr().execute(Sql(R"sql(
            WITH RECURSIVE implied(gid, hid) AS (SELECT gid, hid FROM res_groups_implied_rel
                UNION SELECT i.gid, r.hid FROM res_groups_implied_rel r JOIN implied i ON i.hid =
                r.gid)
            INSERT INTO res_groups_users_rel (gid, uid)
            SELECT DISTINCT i.hid, r.uid
            FROM implied i
              JOIN res_groups_users_rel r ON r.gid = i.gid
            WHERE i.gid = ANY(%s::int[])
            ON CONFLICT DO NOTHING)sql",
                         {groups.ids()}));
    env.cache().clear();
    // what Odoo has read on its way to those whom it concerns, it writes only where it changes: of
    // who was in, or of all where nobody was
    const Records after = everybody.rel("users");
    for (const Records& user : (before.empty() ? after : before).each()) user.get("share");
    recompute(env, dependents(before | after, {"groups_id"}));
    check_one_user_type(groups.sudo().rel("users"));
  }
  return done;
}

Value unlink_groups(const Records& groups, const Args& args) {
  const Records users = groups.sudo().with_context({{"active_test", false}}).rel("users");
  const Value done = args.super(groups);
  groups.env().clear_caches();
  recompute(groups.env(), dependents(users, {"groups_id"}));
  return done;
}

Value copy_group(const Records& group, const Args& args) {
  Value defaults = args["default"].is_object() ? args["default"] : Value::object();
  if (!defaults.contains("name") || !truthy(defaults["name"]))
    defaults["name"] = format(group.env().translate("%s (copy)"), {group.ensure_one().get("name")});
  return args.super(group, {{"default", defaults}});
}

}  // namespace

void define_res_groups_methods(Model& m) {
  m.method("_compute_full_name", On::multi, {}, compute_full_name);
  m.method("_search_full_name", On::model, {"operator", "value"}, search_full_name);
  m.method("_compute_trans_implied", On::multi, {}, compute_trans_implied);
  m.method("create", On::model, {}, create_groups);
  m.method("write", On::multi, {}, write_groups);
  m.method("unlink", On::multi, {}, unlink_groups);
  m.method("copy", On::multi, {}, copy_group);
}

}  // namespace chatterd
