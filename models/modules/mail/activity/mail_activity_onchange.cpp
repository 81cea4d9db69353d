// mail.activity: what a change in its form changes in other fields.
#include "models/engine/orm/methods/onchange.hpp"
#include "models/modules/mail/activity/mail_activity.hpp"

namespace chatterd {
namespace activity_form {
namespace {

// What the type says of an activity of it.
Value on_type(const Records& self, const Args& args) {
  const Env& env = self.env();
  const Id id = to_id(form_value(self, args["values"], "activity_type_id"));
  if (id == 0) return nullptr;
  const Records type = env.browse("mail.activity.type", {id});
  const Value before = env.context().value("activity_previous_deadline", Value());
  const bool after_deadline =
      type.get("delay_from") == "previous_activity" && before.is_string() && truthy(before);
  return {
      {"value",
       {{"summary", type.get("summary")},
        {"date_deadline", due_date(type, after_deadline ? to_text(before) : today_of_user(env))},
        {"user_id", type.is("default_user_id") ? type.get("default_user_id") : Value(env.uid())},
        {"note", type.get("default_description")}}}};
}

Value on_recommended(const Records& self, const Args& args) {
  const Id type = to_id(form_value(self, args["values"], "recommended_activity_type_id"));
  if (type == 0) return nullptr;
  return {{"value", {{"activity_type_id", type}}}};
}

Value on_previous(const Records& self, const Args& args) {
  const Id previous = to_id(form_value(self, args["values"], "previous_activity_type_id"));
  if (previous == 0) return nullptr;
  const Records type = self.env().browse("mail.activity.type", {previous});
  if (!type.is("default_next_type_id")) return nullptr;
  return {{"value", {{"activity_type_id", type.get("default_next_type_id")}}}};
}

}  // namespace
}  // namespace activity_form

void define_mail_activity_onchange(Model& m) {
  m.method("_onchange_activity_type_id", On::multi, {"values"}, activity_form::on_type);
  m.method("_onchange_recommended_activity_type_id", On::multi, {"values"},
           activity_form::on_recommended);
  m.method("_onchange_previous_activity_type_id", On::multi, {"values"},
           activity_form::on_previous);
}

}  // namespace chatterd
