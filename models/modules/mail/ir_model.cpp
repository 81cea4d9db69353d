// What the module mail adds to ir.model.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void extend_ir_model_mail(Registry& registry) {
  Model& m = registry.extend("ir.model", "mail");
  m.order("is_mail_thread DESC, name ASC");
  m.field("is_mail_thread", boolean("Mail Thread")
                                .by_default(false)
                                .help("Whether this model supports messages and notifications."));
  m.field(
      "is_mail_activity",
      boolean("Mail Activity").by_default(false).help("Whether this model supports activities."));
  m.field(
      "is_mail_blacklist",
      boolean("Mail Blacklist").by_default(false).help("Whether this model supports blacklist."));
}

}  // namespace chatterd
