// mail.blacklist: Mail Blacklist.
#include "models/orm/model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void define_mail_blacklist(Registry& registry) {
  Model& m = registry.define("mail.blacklist", "mail", "Mail Blacklist");
  m.inherit({"mail.thread"});
  m.rec_name("email");
  m.sql_constraint("unique_email", "unique (email)", "Email address already exists!");
  m.field("email", char_("Email Address").required().index().tracking().help("This field is case insensitive."));
  m.field("active", boolean().by_default(true).tracking());
}

}  // namespace chatterd
