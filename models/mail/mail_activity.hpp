// The parts of mail.activity.
#pragma once
#include <string>

#include "models/orm/records.hpp"

namespace chatterd {

void define_mail_activity_fields(Model& m);  // mail_activity_fields.cpp: computed fields, what lists of them show
void define_mail_activity_access(Model& m);  // mail_activity_access.cpp: who may plan, change and delete
void define_mail_activity_plan(Model& m);    // mail_activity_plan.cpp: create, write, unlink, done, and who is told

// Today in a time zone ("" is UTC), "YYYY-MM-DD".
std::string today_in(const Env& env, const std::string& zone);
// mail.activity _compute_state_from_date: "overdue", "today" or "planned".
std::string activity_state(const std::string& deadline, const std::string& today);

// mail.message_activity_assigned and mail.message_activity_done. They throw ValueError, or answer "", where
// the database does not have the view.
std::string activity_assigned_text(const Records& activity, const std::string& model_label);
std::string activity_done_text(const Records& activity, const std::string& feedback);

}  // namespace chatterd
