// A note on the contact that stays: which ones it was merged with.
#include "models/engine/orm/records.hpp"

namespace chatterd {
namespace {

Value note_merge(const Records& wizard, const Args& args) {
  args.super(wizard);
  const Env& env = wizard.env();
  std::string names;
  for (const Records& partner : env.browse("res.partner", to_ids(args["src_partners"])).each()) {
    const std::string email = partner.text("email");
    names += (names.empty() ? "" : ", ") + partner.text("name") + " <" +
             (email.empty() ? "n/a" : email) + "> (ID " + std::to_string(partner.id()) + ")";
  }
  env.browse("res.partner", {to_id(args["dst_partner"])})
      .call("message_post", Value::array(),
            {{"body", env.translate("Merged with the following partners:") + " " + names}});
  return nullptr;
}

}  // namespace

void extend_partner_merge_mail(Registry& registry) {
  registry.extend("base.partner.merge.automatic.wizard", "mail")
      .method("_log_merge_operation", On::multi, {}, note_merge);
}

}  // namespace chatterd
