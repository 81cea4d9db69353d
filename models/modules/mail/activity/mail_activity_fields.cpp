// mail.activity: computed fields, and what the client's lists of activities show.
#include <algorithm>

#include "bridge/postgres/known_zones.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/modules/mail/activity/mail_activity.hpp"
#include "models/modules/mail/message/mail_message.hpp"

namespace chatterd {

using bridge::Sql;

std::string today_in(const Env& env, const std::string& zone) {
  if (zone.empty() || zone == "UTC" || !bridge::knows_time_zone(env.cr(), zone))
    return env.now().substr(0, 10);
  return env.cr().execute(Sql("SELECT (now() AT TIME ZONE %s)::date::text", {zone}))[0][0].str();
}

std::string today_of_user(const Env& env) {
  const Value zone = env.context("tz");
  return today_in(env, truthy(zone) ? to_text(zone) : env.user().text("tz"));
}

std::string activity_state(const std::string& deadline, const std::string& today) {
  return deadline == today ? "today" : deadline < today ? "overdue" : "planned";
}

namespace {

Value compute_res_name(const Records& activities, const Args&) {
  for (const Records& activity : activities.each()) {
    const std::string model = activity.text("res_model");
    const bool known = !model.empty() && activities.env().registry().find(model) != nullptr;
    const Id id = activity.id("res_id");
    activity.assign("res_name", known && id
                                    ? Value(activities.env().browse(model, {id}).display_name())
                                    : Value(false));
  }
  return nullptr;
}

Value compute_state(const Records& activities, const Args&) {
  std::map<std::string, std::string> today;
  for (const Records& activity : activities.each()) {
    if (!activity.is("date_deadline")) {
      activity.assign("state", false);
      continue;
    }
    const std::string zone = activity.rel("user_id").sudo().text("tz");
    if (!today.contains(zone)) today[zone] = today_in(activities.env(), zone);
    activity.assign("state", activity_state(activity.text("date_deadline"), today[zone]));
  }
  return nullptr;
}

Value compute_has_recommended(const Records& activities, const Args&) {
  for (const Records& activity : activities.each())
    activity.assign("has_recommended_activities",
                    !activity.rel("previous_activity_type_id.next_type_ids").empty());
  return nullptr;
}

Value default_user(const Records& self, const Args&) { return self.env().uid(); }

// A model named by the context stands for its ir.model.
Value default_get(const Records& self, const Args& args) {
  Value values = args.super(self);
  const Value& wanted = args["fields_list"];
  if (wanted.is_array() && std::find(wanted.begin(), wanted.end(), "res_model_id") == wanted.end())
    return values;
  const auto name = values.find("res_model");
  if (name != values.end() && truthy(*name))
    values["res_model_id"] =
        self.env()["ir.model"].sudo().search(Value::array({term("model", "=", *name)})).id();
  return values;
}

Value activity_format(const Records& activities, const Args&) {
  Value rows = activities.call("read");
  for (Value& row : rows) {
    Value templates = Value::array();
    for (const Value& one : activities.env()
                                .browse("mail.template", to_ids(row["mail_template_ids"]))
                                .read({"id", "name"}))
      templates.push_back(one);
    row["mail_template_ids"] = std::move(templates);
  }
  return rows;
}

// Activities of documents by type, for the activity view.
Value get_activity_data(const Records& self, const Args& args) {
  const Env& env = self.env();
  const std::string model = to_text(args["res_model"]);
  Value domain = Value::array({term("res_model", "=", model)});
  if (truthy(args["domain"]))
    domain.push_back(term("res_id", "in", env[model].search(args["domain"]).ids()));
  struct Group {
    Id count = 0;
    Ids ids;
    std::string deadline;
  };
  std::map<Id, std::map<Id, Group>> groups;  // document → type
  for (const Records& activity : self.search(domain, {.order = "id"}).each()) {
    Group& group = groups[activity.id("res_id")][activity.id("activity_type_id")];
    const std::string deadline = activity.text("date_deadline");
    ++group.count;
    group.ids.push_back(activity.id());
    if (group.deadline.empty() || deadline < group.deadline) group.deadline = deadline;
  }
  if (!truthy(args["domain"])) {
    Ids documents;
    for (const auto& [document, by_type] : groups) documents.push_back(document);
    const Ids readable = env[model].search(Value::array({term("id", "in", documents)})).ids();
    std::erase_if(groups, [&](const auto& entry) { return !contains(readable, entry.first); });
  }
  Value grouped = Value::object();
  std::vector<std::pair<std::string, Id>> by_deadline;
  const std::string today = today_in(env, {});
  for (const auto& [document, by_type] : groups) {
    std::string closest;
    Value types = Value::object();
    for (const auto& [type, group] : by_type) {
      if (closest.empty() || group.deadline < closest) closest = group.deadline;
      types[type ? std::to_string(type) : "false"] = {
          {"count", group.count},
          {"ids", group.ids},
          {"state", activity_state(group.deadline, today)},
          {"o_closest_deadline", group.deadline}};
    }
    by_deadline.emplace_back(closest, document);
    grouped[std::to_string(document)] = std::move(types);
  }
  std::stable_sort(by_deadline.begin(), by_deadline.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  Value documents = Value::array(), types = Value::array();
  for (const auto& [deadline, document] : by_deadline) documents.push_back(document);
  const Records known = env["mail.activity.type"].search(Value::array(
      {"|", term("res_model_id.model", "=", model), term("res_model_id", "=", false)}));
  for (const Records& type : known.each()) {
    Value templates = Value::array();
    for (const Records& one : type.rel("mail_template_ids").each())
      templates.push_back({{"id", one.id()}, {"name", one.get("name")}});
    types.push_back(Value::array({type.id(), type.get("name"), templates}));
  }
  return {
      {"activity_types", types}, {"activity_res_ids", documents}, {"grouped_activities", grouped}};
}

Value action_close_dialog(const Records&, const Args&) {
  return {{"type", "ir.actions.act_window_close"}};
}

Value default_date_deadline(const Records& self, const Args&) { return today_of_user(self.env()); }

}  // namespace

std::string due_date(const Records& type, const std::string& base) {
  const auto due = type.env().cr().execute(bridge::Sql(
      "SELECT ((%s::date + (%s || ' ' || %s)::interval)::date)::text",
      {base, std::to_string(type.get("delay_count").get<Id>()), type.text("delay_unit")}));
  return due[0][0].str();
}

void define_mail_activity_fields(Model& m) {
  m.method("_default_date_deadline", On::model, {}, default_date_deadline);
  m.method("_compute_res_name", On::multi, {}, compute_res_name);
  m.method("_compute_state", On::multi, {}, compute_state);
  m.method("_compute_has_recommended_activities", On::multi, {}, compute_has_recommended);
  m.method("_default_user_id", On::model, {}, default_user);
  m.method("default_get", On::model, {}, default_get);
  m.method("activity_format", On::multi, {}, activity_format);
  m.method("get_activity_data", On::model, {"res_model", "domain"}, get_activity_data);
  m.method("action_close_dialog", On::multi, {}, action_close_dialog);
}

}  // namespace chatterd
