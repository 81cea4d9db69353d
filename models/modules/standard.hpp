// The modules of Odoo's applications that extend Discuss and the chatter. Each has a list of the
// models it extends in its own folder (register.cpp); what a database has not installed goes
// nowhere. docs/modules.md says of every standard module what is done here and what is left to
// Odoo.
#pragma once
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void register_calendar(Registry& registry);
void register_note(Registry& registry);
void register_rating(Registry& registry);
void register_hr(Registry& registry);
void register_hr_holidays(Registry& registry);
void register_im_livechat(Registry& registry);
void register_crm_livechat(Registry& registry);
void register_website_mail(Registry& registry);
void register_website_livechat(Registry& registry);

}  // namespace chatterd
