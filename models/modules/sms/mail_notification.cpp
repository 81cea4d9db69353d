// What the module sms adds to mail.notification.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void extend_mail_notification_sms(Registry& registry) {
  Model& m = registry.extend("mail.notification", "sms");
  m.field("notification_type", selection("").selection_add({{"sms", "SMS"}}));
  m.field("sms_id", many2one("SMS", "sms.sms").index().ondelete("set null"));
  m.field("sms_number", char_("SMS Number"));
  m.field("failure_type", selection("").selection_add({{"sms_number_missing", "Missing Number"},
                                                       {"sms_number_format", "Wrong Number Format"},
                                                       {"sms_credit", "Insufficient Credit"},
                                                       {"sms_server", "Server Error"}}));
}

}  // namespace chatterd
