// mail.alias.mixin: Email Aliases Mixin.
#include "models/engine/orm/registry.hpp"
#include "models/modules/mail/gateway/mail_gateway.hpp"

namespace chatterd {

Value check_contact(const Records& document, const Value& dict, const Records& alias) {
  const Env& env = document.env();
  const std::string policy = alias.text("alias_contact");
  const Id author = to_id(dict.value("author_id", Value(false)));
  if (policy == "followers") {
    if (document.empty())
      return env.translate("incorrectly configured alias (unknown reference record)");
    if (!document.model().find_field("message_partner_ids") ||
        !document.model().find_field("message_channel_ids"))
      return env.translate("incorrectly configured alias");
    const Records partners = document.rel("message_partner_ids");
    const Records members = document.rel("message_channel_ids").rel("channel_partner_ids");
    if (!author || !(contains(partners.ids(), author) || contains(members.ids(), author)))
      return env.translate("restricted to followers");
  } else if (policy == "partners" && !author) {
    return env.translate("restricted to known authors");
  }
  return true;
}

namespace {

Value alias_check_contact(const Records& document, const Args& args) {
  return check_contact(document, args["message_dict"],
                       document.env().browse("mail.alias", {to_id(args["alias"])}));
}

Value get_alias_model_name(const Records&, const Args&) { return nullptr; }

Value get_alias_values(const Records& document, const Args&) {
  return {{"alias_parent_thread_id", document.ensure_one().id()}};
}

}  // namespace

void define_mail_alias_mixin(Registry& registry) {
  Model& m = registry.define("mail.alias.mixin", "mail", "Email Aliases Mixin");
  m.inherits("alias_id", "mail.alias");
  m.abstract();
  m.field("alias_id", many2one("Alias", "mail.alias").required().ondelete("restrict"));
  // → true, or why the author may not write there
  m.method("_alias_check_contact", On::multi, {"message_dict", "alias"}, alias_check_contact);
  m.method("get_alias_model_name", On::multi, {"vals"}, get_alias_model_name);
  m.method("get_alias_values", On::multi, {}, get_alias_values);
}

}  // namespace chatterd
