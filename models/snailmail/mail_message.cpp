// What the module snailmail adds to mail.message.
#include "models/orm/model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void extend_mail_message_snailmail(Registry& registry) {
  Model& m = registry.extend("mail.message", "snailmail");
  m.field("snailmail_error", boolean("Snailmail message in error")
                                 .compute("_compute_snailmail_error")
                                 .depends({"letter_ids", "letter_ids.state"})
                                 .search("_search_snailmail_error"));
  m.field("snailmail_status",
          char_("Snailmail Status").compute("_compute_snailmail_error").depends({"letter_ids", "letter_ids.state"}));
  m.field("letter_ids", one2many("", "snailmail.letter", "message_id"));
  m.field("message_type", selection("").selection_add({{"snailmail", "Snailmail"}}));
}

}  // namespace chatterd
