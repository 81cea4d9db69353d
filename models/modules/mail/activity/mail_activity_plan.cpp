// mail.activity: planning one, changing it, finishing it; and who is told of that.
#include "models/engine/orm/commands.hpp"
#include "models/engine/orm/values/translation.hpp"
#include "models/engine/templates/record_values.hpp"
#include "models/modules/mail/activity/mail_activity.hpp"
#include "models/modules/mail/message/mail_message.hpp"
#include "models/modules/mail/template/mail_views.hpp"
#include "models/modules/mail/thread/mail_thread.hpp"

namespace chatterd {
namespace {

Records document_of(const Records& activity) {
  return activity.env().browse(activity.text("res_model"), {activity.id("res_id")});
}

bool is_due(const Records& activity) {
  return activity.text("date_deadline") <= activity.env().now().substr(0, 10);
}

void notify_counter(const Env& env, Id partner, const char* change) {
  env.notify(bus_channel(env, "res.partner", partner),
             {{"type", "activity_updated"}, {change, true}});
}

void follow(const Records& activity) {
  document_of(activity).call("message_subscribe", Value::array(),
                             {{"partner_ids", {activity.rel("user_id").sudo().id("partner_id")}}});
}

Value create(const Records& self, const Args& args) {
  const Env& env = self.env();
  Ids created;
  for (const Value& values :
       args["vals_list"].is_array() ? args["vals_list"] : Value::array({args["vals_list"]})) {
    const Records activity =
        self.browse(to_ids(args.super(self, {{"vals_list", Value::array({values})}})));
    const Id partner = activity.rel("user_id").sudo().id("partner_id");
    if (activity.id("user_id") != env.uid()) {
      if (!activity.is("automated")) activity.call("_check_access_assignation");
      if (!env.flag("mail_activity_quick_update")) activity.call("action_notify");
    }
    follow(activity);
    if (is_due(activity)) notify_counter(env, partner, "activity_created");
    created.push_back(activity.id());
  }
  return created;
}

Value write_activities(const Records& activities, const Args& args) {
  const Env& env = activities.env();
  const Value& values = args["vals"];
  const Id user = values.is_object() && values.contains("user_id") ? to_id(values["user_id"]) : 0;
  if (user == 0) return args.super(activities);
  const Records moved =
      activities.filtered([&](const Records& a) { return a.id("user_id") != user; });
  const Ids before = moved.rel("user_id.partner_id").ids();
  const Value done = args.super(activities);
  if (user != env.uid()) {
    moved.filtered([](const Records& a) { return !a.is("automated"); })
        .call("_check_access_assignation");
    if (!env.flag("mail_activity_quick_update")) moved.call("action_notify");
  }
  for (const Records& activity : moved.each()) {
    follow(activity);
    if (is_due(activity))
      notify_counter(env, activity.rel("user_id").sudo().id("partner_id"), "activity_created");
  }
  for (const Records& activity : moved.each())
    if (is_due(activity))
      for (const Id partner : before) notify_counter(env, partner, "activity_deleted");
  return done;
}

Value unlink_activities(const Records& activities, const Args& args) {
  for (const Records& activity : activities.each())
    if (is_due(activity))
      notify_counter(activities.env(), activity.rel("user_id").sudo().id("partner_id"),
                     "activity_deleted");
  return args.super(activities);
}

Value action_notify(const Records& activities, const Args&) {
  const Env& env = activities.env();
  static const char* const assigned_view = "mail.message_activity_assigned";
  if (!activities.empty() && !has_view(env, assigned_view))
    throw ValueError("No record found for unique ID " + std::string(assigned_view) +
                     ". It may have been deleted.");
  for (const Records& activity : activities.each()) {
    const Records document = document_of(activity);
    const std::string label = model_label(env, document.model());
    const std::string body = render_view(
        env, assigned_view,
        {{"activity", templates::records_value(activity)}, {"model_description", label}});
    const Value what = activity.is("summary") ? activity.get("summary")
                                              : activity.rel("activity_type_id").get("name");
    document.call("message_notify", Value::array(),
                  {{"partner_ids", {activity.rel("user_id").sudo().id("partner_id")}},
                   {"body", body},
                   {"subject", format(env.translate("%s: %s assigned to you"),
                                      {activity.get("res_name"), what})},
                   {"record_name", activity.get("res_name")},
                   {"model_description", label},
                   {"email_layout_xmlid", "mail.mail_notification_light"}});
  }
  return nullptr;
}

// The activity that its type asks for next, as the web client's form would fill it in.
Value next_activity(const Records& activity) {
  const Env& env = activity.env();
  const Records next = activity.rel("activity_type_id.default_next_type_id");
  Value values = {{"previous_activity_type_id", activity.get("activity_type_id")},
                  {"res_id", activity.get("res_id")},
                  {"res_model_id", activity.get("res_model_id")},
                  {"user_id", env.uid()}};
  if (next.empty()) return values;
  const bool after_deadline = next.get("delay_from") == "previous_activity";
  const std::string base = after_deadline ? activity.text("date_deadline") : today_of_user(env);
  values["activity_type_id"] = next.id();
  values["summary"] = next.get("summary");
  values["note"] = next.get("default_description");
  values["date_deadline"] = due_date(next, base);
  if (next.is("default_user_id")) values["user_id"] = next.get("default_user_id");
  return values;
}

struct Done {
  Ids messages;
  bool planned = false;  // another activity follows
};

// Leaves a note on the documents, plans what follows and deletes the activities.
Done finish(const Records& activities, const std::string& feedback, const Value& attachments) {
  const Env& env = activities.env();
  Done done;
  Value following = Value::array();
  for (const Records& activity : activities.each()) {
    if (activity.is("force_next")) following.push_back(next_activity(activity));
    const Records document = document_of(activity);
    Value files = Value::array();
    for (const Value& id : attachments) files.push_back(command::link(id));
    post_with_view(
        document, "mail.message_activity_done",
        {{"activity", templates::records_value(activity)},
         {"feedback", feedback.empty() ? templates::Any(false) : templates::Any(feedback)},
         {"display_assignee", activity.id("user_id") != env.uid()}},
        {{"subtype_id", env.ref("mail.mt_activities")},
         {"mail_activity_type_id", activity.get("activity_type_id")},
         {"attachment_ids", files}});
    const Ids messages = document.rel("message_ids").ids();
    if (!messages.empty()) done.messages.push_back(messages[0]);
  }
  if (!following.empty()) done.planned = !activities.browse({}).create(following).empty();
  activities.unlink();
  return done;
}

Value first_message(const Done& done) {
  return done.messages.empty() ? Value(false) : Value(done.messages[0]);
}

Value action_done(const Records& activities, const Args&) {
  return first_message(finish(activities, {}, Value::array()));
}

Value action_feedback(const Records& activities, const Args& args) {
  const Records plain = activities.with_env(
      activities.env().replace_context(clean_context(activities.env().context())));
  const Value files = args["attachment_ids"].is_array() ? args["attachment_ids"] : Value::array();
  return first_message(finish(plain, to_text(args["feedback"]), files));
}

Value action_feedback_schedule_next(const Records& activities, const Args& args) {
  activities.ensure_one();
  const Env& env = activities.env();
  Value context = clean_context(env.context());
  context["default_previous_activity_type_id"] = activities.get("activity_type_id");
  context["activity_previous_deadline"] = activities.get("date_deadline");
  context["default_res_id"] = activities.get("res_id");
  context["default_res_model"] = activities.get("res_model");
  if (finish(activities, to_text(args["feedback"]), Value::array()).planned) return false;
  return {{"name", env.translate("Schedule an Activity")},
          {"context", context},
          {"view_mode", "form"},
          {"res_model", "mail.activity"},
          {"views", Value::array({Value::array({false, "form"})})},
          {"type", "ir.actions.act_window"},
          {"target", "new"}};
}

Value action_done_schedule_next(const Records& activities, const Args&) {
  return activities.call("action_feedback_schedule_next");
}

}  // namespace

void define_mail_activity_plan(Model& m) {
  m.method("create", On::model, {}, create);
  m.method("write", On::multi, {}, write_activities);
  m.method("unlink", On::multi, {}, unlink_activities);
  m.method("action_notify", On::multi, {}, action_notify);
  m.method("action_done", On::multi, {}, action_done);
  m.method("action_feedback", On::multi, {{"feedback", false}, {"attachment_ids", nullptr}},
           action_feedback);
  m.method("action_done_schedule_next", On::multi, {}, action_done_schedule_next);
  m.method("action_feedback_schedule_next", On::multi, {{"feedback", false}},
           action_feedback_schedule_next);
}

}  // namespace chatterd
