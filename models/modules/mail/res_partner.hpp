// What mail adds to people: methods of res.partner, res.users and res.groups.
#pragma once
#include "models/engine/orm/records.hpp"

namespace chatterd {

void define_mail_res_partner_methods(Model& m);  // res_partner_methods.cpp
void define_mail_res_users_methods(Model& m);    // res_users_methods.cpp
void define_mail_res_groups_methods(Model& m);   // res_users_methods.cpp

}  // namespace chatterd
