// What the module hr adds to mail.alias: addresses that only employees may write to.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {

void extend_mail_alias_hr(Registry& registry) {
  registry.extend("mail.alias", "hr")
      .field("alias_contact",
             selection("").selection_add({{"employees", "Authenticated Employees"}}));
}

}  // namespace chatterd
