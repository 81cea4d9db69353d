// mail.thread.cc: Email CC management.
#include "models/orm/model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void define_mail_thread_cc(Registry& registry) {
  Model& m = registry.define("mail.thread.cc", "mail", "Email CC management");
  m.inherit({"mail.thread"});
  m.abstract();
  m.field("email_cc", char_("Email cc").help("List of cc from incoming emails."));
}

}  // namespace chatterd
