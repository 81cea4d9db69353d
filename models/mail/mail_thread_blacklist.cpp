// mail.thread.blacklist: Mail Blacklist mixin.
#include "models/orm/model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void define_mail_thread_blacklist(Registry& registry) {
  Model& m = registry.define("mail.thread.blacklist", "mail", "Mail Blacklist mixin");
  m.inherit({"mail.thread", "mail.address.mixin"});
  m.abstract();
  m.field("is_blacklisted", boolean("Blacklist")
                                .compute("_compute_is_blacklisted")
                                .depends({"email_normalized"})
                                .search("_search_is_blacklisted")
                                .compute_sudo(true)
                                .groups("base.group_user")
                                .help("If the email address is on the blacklist, the contact won't receive mass "
                                      "mailing anymore, from any list"));
  m.field("message_bounce",
          integer("Bounce").by_default(0).help("Counter of the number of bounced emails for this contact"));
}

}  // namespace chatterd
