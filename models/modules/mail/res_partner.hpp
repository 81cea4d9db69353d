// What mail adds to people: methods of res.partner, res.users and res.groups.
#pragma once
#include <optional>
#include <string>

#include "models/engine/orm/records.hpp"

namespace chatterd {

void define_mail_res_partner_methods(Model& m);  // res_partner_methods.cpp
void define_mail_res_users_methods(Model& m);    // res_users_methods.cpp
void define_mail_res_groups_methods(Model& m);   // res_users_methods.cpp

// get_mention_suggestions for remote calls (FastCall), where as many users as asked for are found:
// then layers above add nobody.
std::optional<std::string> mention_suggestions_text(const Records& self, const Args& args);

}  // namespace chatterd
