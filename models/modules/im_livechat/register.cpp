// The models that the modules im_livechat and im_livechat_mail_bot extend here.
#include "models/modules/standard.hpp"

namespace chatterd {

void extend_res_users_im_livechat(Registry& registry);
void extend_res_partner_im_livechat(Registry& registry);
void extend_mail_channel_im_livechat(Registry& registry);
void define_im_livechat_channel(Registry& registry);

void register_im_livechat(Registry& registry) {
  extend_res_users_im_livechat(registry);
  extend_res_partner_im_livechat(registry);
  extend_mail_channel_im_livechat(registry);
  define_im_livechat_channel(registry);
}

}  // namespace chatterd
