// The parts of res.users.
#pragma once
#include "models/engine/orm/records.hpp"

namespace chatterd {

void define_res_users_methods(Model& m);      // res_users_methods.cpp
void define_res_users_preferences(Model& m);  // res_users_preferences.cpp: password, preferences

void define_res_users_onchange(Model& m);  // res_partner_onchange.cpp: its form
void define_res_users_groups(Model& m);    // res_users_groups.cpp: groups as fields

// _check_one_user_type: nobody is an employee and a customer at once. Throws ValidationError.
void check_one_user_type(const Records& users);  // res_users_methods.cpp

}  // namespace chatterd
