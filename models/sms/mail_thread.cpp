// What the module sms adds to mail.thread.
#include "models/orm/model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void extend_mail_thread_sms(Registry& registry) {
  Model& m = registry.extend("mail.thread", "sms");
  m.field("message_has_sms_error", boolean("SMS Delivery error")
                                       .compute("_compute_message_has_sms_error")
                                       .search("_search_message_has_sms_error")
                                       .help("If checked, some messages have a delivery error."));
}

}  // namespace chatterd
