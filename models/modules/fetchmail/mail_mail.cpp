// mail.mail: the server that an e-mail came in by.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void extend_mail_mail_fetchmail(Registry& registry) {
  Model& m = registry.extend("mail.mail", "fetchmail");
  m.field("fetchmail_server_id",
          many2one("Inbound Mail Server", "fetchmail.server").readonly().index());
}

}  // namespace chatterd
