// mail.address.mixin: Email Address Mixin.
#include "models/orm/model.hpp"
#include "models/orm/registry.hpp"

namespace chatterd {

void define_mail_address_mixin(Registry& registry) {
  Model& m = registry.define("mail.address.mixin", "mail", "Email Address Mixin");
  m.abstract();
  m.field("email_normalized", char_("Normalized Email")
                                  .compute("_compute_email_normalized")
                                  .depends({"email"})
                                  .stored()
                                  .compute_sudo(true)
                                  .help("This field is used to search on email address as the primary email field can "
                                        "contain more than strictly an email address."));
}

}  // namespace chatterd
