// What the module sms adds to mail.message.
#include "models/orm/model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void extend_mail_message_sms(Registry& registry) {
  Model& m = registry.extend("mail.message", "sms");
  m.field("message_type", selection("").selection_add({{"sms", "SMS"}}));
  m.field("has_sms_error",
          boolean("Has SMS error").compute("_compute_has_sms_error").search("_search_has_sms_error").help("Has error"));
}

}  // namespace chatterd
