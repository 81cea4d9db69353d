// The parts of mail.activity.
#pragma once
#include <string>

#include "models/engine/orm/records.hpp"

namespace chatterd {

void define_mail_activity_fields(
    Model& m);  // mail_activity_fields.cpp: computed fields, what lists of them show
void define_mail_activity_access(
    Model& m);  // mail_activity_access.cpp: who may plan, change and delete
void define_mail_activity_plan(
    Model& m);  // mail_activity_plan.cpp: create, write, unlink, done, and who is told
void define_mail_activity_onchange(Model& m);  // mail_activity_onchange.cpp: its form

// The date that lies as far from the day `base` as activities of the type have time.
std::string due_date(const Records& type, const std::string& base);
// Today in a time zone ("" is UTC), "YYYY-MM-DD".
std::string today_in(const Env& env, const std::string& zone);
// fields.Date.context_today: in the zone of the context, else of the user.
std::string today_of_user(const Env& env);
// mail.activity _compute_state_from_date: "overdue", "today" or "planned".
std::string activity_state(const std::string& deadline, const std::string& today);

}  // namespace chatterd
