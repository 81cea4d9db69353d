// mail.thread.phone: Phone Blacklist Mixin.
#include "models/orm/model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void define_mail_thread_phone(Registry& registry) {
  Model& m = registry.define("mail.thread.phone", "phone_validation", "Phone Blacklist Mixin");
  m.inherit({"mail.thread"});
  m.abstract();
  m.field("phone_sanitized",
          char_("Sanitized Number")
              .compute("_compute_phone_sanitized")
              .depends({"mobile"})
              .stored()
              .compute_sudo(true)
              .help("Field used to store sanitized phone number. Helps speeding up searches and comparisons."));
  m.field("phone_blacklisted", boolean("Phone Blacklisted")
                                   .compute("_compute_phone_blacklisted")
                                   .depends({"phone_sanitized"})
                                   .search("_search_phone_blacklisted")
                                   .compute_sudo(true)
                                   .groups("base.group_user")
                                   .help("If the email address is on the blacklist, the contact won't receive mass "
                                         "mailing anymore, from any list"));
}

}  // namespace chatterd
