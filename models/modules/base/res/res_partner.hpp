// The parts of res.partner, and what other models of the folder share with it.
#pragma once
#include <vector>

#include "models/engine/orm/records.hpp"

namespace chatterd {

// street, street2, zip, city, state_id, country_id: kept equal between a company and its contacts.
const std::vector<const char*>& partner_address_fields();
void define_res_partner_methods(
    Model& m);  // res_partner_methods.cpp: names, addresses, computed fields
void define_res_partner_relatives(
    Model& m);  // res_partner_relatives.cpp: contacts of a contact, finding one
void define_res_partner_onchange(Model& m);  // res_partner_onchange.cpp: its form
void define_res_partner_views(Model& m);     // res_partner_views.cpp: its screens
void define_address_views(Model& mixin);     // the same, of all that have an address
void define_res_partner_sync(Model& m);      // res_partner_sync.cpp: create and write

}  // namespace chatterd
