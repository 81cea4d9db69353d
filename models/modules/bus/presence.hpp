// Who is online: bus.presence, and the im_status of partners and users that it gives.
#pragma once
#include "models/engine/orm/records.hpp"

namespace chatterd {

void define_bus_presence_methods(Model& m);
void define_partner_im_status(Model& m);  // res.partner
void define_user_im_status(Model& m);     // res.users
// bus.presence update() of many: these users polled now and were last active so many milliseconds
// ago.
void update_presences(const Env& env, std::vector<std::pair<Id, Id>> presence);

}  // namespace chatterd
