// The models that the module hr extends here.
#include "models/modules/standard.hpp"

namespace chatterd {

void extend_mail_channel_hr(Registry& registry);
void extend_res_partner_hr(Registry& registry);
void extend_mail_alias_hr(Registry& registry);
void extend_res_users_hr(Registry& registry);

void register_hr(Registry& registry) {
  extend_mail_channel_hr(registry);
  extend_res_partner_hr(registry);
  extend_mail_alias_hr(registry);
  extend_res_users_hr(registry);
}

}  // namespace chatterd
