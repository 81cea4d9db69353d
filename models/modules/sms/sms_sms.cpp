// sms.sms: Outgoing SMS.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void define_sms_sms(Registry& registry) {
  Model& m = registry.define("sms.sms", "sms", "Outgoing SMS");
  m.order("id DESC");
  m.rec_name("number");
  m.field("number", char_("Number"));
  m.field("body", text());
  m.field("partner_id", many2one("Customer", "res.partner"));
  m.field("mail_message_id", many2one("", "mail.message").index());
  m.field("state", selection("SMS Status", {{"outgoing", "In Queue"},
                                            {"sent", "Sent"},
                                            {"error", "Error"},
                                            {"canceled", "Canceled"}})
                       .required()
                       .readonly()
                       .copy(false)
                       .by_default("outgoing"));
  m.field("error_code", selection("", {{"sms_number_missing", "Missing Number"},
                                       {"sms_number_format", "Wrong Number Format"},
                                       {"sms_credit", "Insufficient Credit"},
                                       {"sms_server", "Server Error"},
                                       {"sms_blacklist", "Blacklisted"},
                                       {"sms_duplicate", "Duplicate"}}));
}

}  // namespace chatterd
