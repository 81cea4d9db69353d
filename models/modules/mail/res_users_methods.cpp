// What mail adds to res.users and res.groups: channels of groups, moderation, activities to do.
#include "models/engine/orm/relations.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/shared_caches.hpp"
#include "models/modules/mail/res_partner.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

// The channels whose groups these are get the groups' members.
void subscribe_channels_of(const Env& env, const Ids& groups, const Value& users = nullptr) {
  if (groups.empty()) return;
  const Records channels =
      env["mail.channel"].search(Value::array({term("group_ids", "in", groups)}));
  if (!channels.empty()) channels.call("_subscribe_users", Value::array(), {{"users", users}});
}

Ids linked(const Value& commands) {
  Ids ids;
  if (!commands.is_array()) return ids;
  for (const Value& command : commands) {
    if (!command.is_array() || command.size() < 2) continue;
    if (command[0] == 4) ids.push_back(to_id(command[1]));
    if (command[0] == 6 && command.size() > 2)
      for (const Id id : to_ids(command[2])) ids.push_back(id);
  }
  return ids;
}

Value create_users(const Records& self, const Args& args) {
  const Env& env = self.env();
  const Value& given = args["vals_list"];
  const Value list = given.is_array() ? given : Value::array({given});
  Ids created;
  for (const Value& values : list) {
    if (!values.is_object() || !values.contains("login") || !truthy(values["login"]))
      throw RedirectWarning(env.translate("You cannot create a new user from here.\n To create new "
                                          "user please go to configuration panel."),
                            env.ref("base.action_res_users"),
                            env.translate("Go to the configuration panel"));
    const Id id = to_ids(args.super(self, {{"vals_list", Value::array({values})}})).at(0);
    subscribe_channels_of(env, self.browse({id}).rel("groups_id").ids());
    created.push_back(id);
  }
  return created;
}

Value write_users(const Records& users, const Args& args) {
  const Value done = args.super(users);
  const Value& values = args["vals"];
  if (!values.is_object()) return done;
  if (values.contains("groups_id") && truthy(values["groups_id"])) {
    subscribe_channels_of(users.env(), linked(values["groups_id"]));
    return done;
  }
  // the form of users names a group of each kind
  Ids chosen;
  for (const auto& [name, value] : values.items())
    if (name.starts_with("sel_groups_") && truthy(value)) chosen.push_back(to_id(value));
  subscribe_channels_of(users.env(), chosen);
  return done;
}

Value write_groups(const Records& groups, const Args& args) {
  const Value& values = args["vals"];
  if (!values.is_object() || !values.contains("users") || !truthy(values["users"]))
    return args.super(groups);
  groups.check_access_rights("write");  // who may not even read is told of writing
  std::map<Id, Ids> before;
  for (const Records& group : groups.each()) before[group.id()] = group.rel("users").ids();
  const Value done = args.super(groups);
  Value users = Value::object();
  for (const Records& group : groups.each())
    users[std::to_string(group.id())] =
        order_after(before[group.id()], values["users"], group.rel("users").ids());
  subscribe_channels_of(groups.env(), groups.ids(), users);
  return done;
}

Value compute_is_moderator(const Records& users, const Args&) {
  const auto rows = users.env().cr().execute(Sql(R"sql(
          SELECT DISTINCT r.res_users_id
          FROM mail_channel_moderator_rel r
            JOIN mail_channel c ON c.id = r.mail_channel_id
          WHERE c.moderation
            AND r.res_users_id = ANY(%s::int[]))sql",
                                                 {users.ids()}));
  const Ids moderators = rows.ids();
  for (const Records& user : users.each())
    user.assign("is_moderator", contains(moderators, user.id()));
  return nullptr;
}

Value compute_moderation_counter(const Records& users, const Args&) {
  std::unordered_map<Id, Id> counts;
  for (const bridge::Row row : users.env().cr().execute(Sql(
           R"sql(
               SELECT r.res_users_id, count(m.id)
               FROM mail_channel_moderator_rel r
                 JOIN mail_message m ON r.mail_channel_id = m.res_id
               WHERE r.res_users_id = ANY(%s::int[])
                 AND m.model = 'mail.channel'
                 AND m.moderation_status = 'pending_moderation'
               GROUP BY r.res_users_id)sql",
           {users.ids()})))
    counts[row[0].integer()] = row[1].integer();
  for (const Records& user : users.each()) user.assign("moderation_counter", counts[user.id()]);
  return nullptr;
}

// Activities of the caller by model, counted by when they are due in his time zone.
Value systray_get_activities(const Records& self, const Args&) {
  const Env& env = self.env();
  const std::string zone = to_text(env.context("tz"));
  const auto rows = env.cr().execute(Sql(R"sql(
          SELECT m.id, a.res_model, sign(a.date_deadline - (now() AT TIME ZONE %s)::date)::int AS
              due, count(*)
          FROM mail_activity a
            JOIN ir_model m ON a.res_model_id = m.id
          WHERE a.user_id = %s
          GROUP BY m.id, a.res_model, due
          ORDER BY m.id)sql",
                                         {zone.empty() ? "UTC" : zone, env.uid()}));
  std::vector<std::string> order;
  std::map<std::string, Value> by_model;
  for (const bridge::Row row : rows) {
    const std::string model = row[1].str();
    if (!by_model.contains(model)) {
      order.push_back(model);
      const Records described = env.browse("ir.model", {row[0].integer()});
      // contacts shows partners under its own icon
      const bool contact = model == "res.partner" && env.registry().installed("contacts");
      const std::string module = contact ? "contacts"
                                         : env.cr()
                                               .execute(Sql(R"sql(
                            SELECT module
                            FROM ir_model_data
                            WHERE model = 'ir.model'
                              AND res_id = %s
                            ORDER BY id
                            LIMIT 1)sql",
                                                            {row[0].integer()}))[0][0]
                                               .str();
      by_model[model] = {
          {"name", described.name_get()[0][1]},
          {"model", model},
          {"type", "activity"},
          {"icon", "/" + module + "/static/description/icon.png"},
          {"total_count", 0},
          {"today_count", 0},
          {"overdue_count", 0},
          {"planned_count", 0},
          {"actions", Value::array({{{"icon", "fa-clock-o"}, {"name", "Summary"}}})}};
    }
    Value& entry = by_model[model];
    const Id due = row[2].integer(), count = row[3].integer();
    const char* state = due == 0 ? "today_count" : due < 0 ? "overdue_count" : "planned_count";
    entry[state] = entry[state].get<Id>() + count;
    if (due <= 0) entry["total_count"] = entry["total_count"].get<Id>() + count;
  }
  Value out = Value::array();
  for (const std::string& model : order) out.push_back(by_model[model]);
  return out;
}

}  // namespace

void define_mail_res_users_methods(Model& m) {
  m.method("create", On::model, {}, create_users);
  m.method("write", On::multi, {}, write_users);
  m.method("_compute_is_moderator", On::multi, {}, compute_is_moderator);
  m.method("_compute_moderation_counter", On::multi, {}, compute_moderation_counter);
  m.method("systray_get_activities", On::model, {}, systray_get_activities);
}

void define_mail_res_groups_methods(Model& m) { m.method("write", On::multi, {}, write_groups); }

}  // namespace chatterd
