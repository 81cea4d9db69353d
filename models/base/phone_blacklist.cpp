// phone.blacklist: Phone Blacklist.
#include "models/orm/model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void define_phone_blacklist(Registry& registry) {
  Model& m = registry.define("phone.blacklist", "phone_validation", "Phone Blacklist");
  m.inherit({"mail.thread"});
  m.rec_name("number");
  m.sql_constraint("unique_number", "unique (number)", "Number already exists");
  m.field("number", char_("Phone Number").required().index().tracking().help("Number should be E164 formatted"));
  m.field("active", boolean().by_default(true).tracking());
}

}  // namespace chatterd
