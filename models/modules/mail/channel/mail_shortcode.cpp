// mail.shortcode: Canned Response / Shortcode.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void define_mail_shortcode(Registry& registry) {
  Model& m = registry.define("mail.shortcode", "mail", "Canned Response / Shortcode");
  m.field("source", char_("Shortcut")
                        .required()
                        .index()
                        .help("The shortcut which must be replaced in the Chat Messages"));
  m.field(
      "substitution",
      text("Substitution").required().index().help("The escaped html code replacing the shortcut"));
  m.field("description", char_("Description"));
  m.field("message_ids", many2one("Messages", "mail.message").stored(false));
}

}  // namespace chatterd
