// mail.address.mixin: Email Address Mixin.
#include "models/engine/html/email_text.hpp"
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {
namespace {

Value compute_email_normalized(const Records& records, const Args&) {
  for (const Records& record : records.each()) {
    const auto normal = html::email_normalize(record.text("email"));
    record.assign("email_normalized", normal ? Value(*normal) : Value(false));
  }
  return nullptr;
}

}  // namespace

void define_mail_address_mixin(Registry& registry) {
  Model& m = registry.define("mail.address.mixin", "mail", "Email Address Mixin");
  m.abstract();
  m.field("email_normalized",
          char_("Normalized Email")
              .compute("_compute_email_normalized")
              .depends({"email"})
              .stored()
              .compute_sudo(true)
              .help("This field is used to search on email address as the primary email field can "
                    "contain more than strictly an email address."));
  m.method("_compute_email_normalized", On::multi, {}, compute_email_normalized);
}

}  // namespace chatterd
