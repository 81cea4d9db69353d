// The models that the module website_livechat extends here.
#include "models/modules/standard.hpp"

namespace chatterd {

void extend_mail_channel_website_livechat(Registry& registry);

void register_website_livechat(Registry& registry) {
  extend_mail_channel_website_livechat(registry);
}

}  // namespace chatterd
