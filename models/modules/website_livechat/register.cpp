// The models that the module website_livechat extends here.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/modules/standard.hpp"

namespace chatterd {

void extend_mail_channel_website_livechat(Registry& registry);

namespace {

// website.published.mixin: a rule of its own lets visitors see what is published.
void extend_im_livechat_channel(Registry& registry) {
  Model& m = registry.extend("im_livechat.channel", "website_livechat");
  m.field("is_published", boolean("Is Published").copy(false).by_default(false));
  m.field("website_published",
          boolean("Visible on current website").related("is_published").readonly(false));
}

}  // namespace

void register_website_livechat(Registry& registry) {
  extend_im_livechat_channel(registry);
  extend_mail_channel_website_livechat(registry);
}

}  // namespace chatterd
