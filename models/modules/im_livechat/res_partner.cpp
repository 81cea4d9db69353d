// What the module im_livechat adds to res.users and res.partner: operators choose the name that
// visitors see.
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/orm/search/domain.hpp"

namespace chatterd {
namespace {

// In the order of the records, each under the name of the user whom the caller may see.
Value name_operators(const Records& partners, const Args& args) {
  if (!partners.env().flag("im_livechat_use_username")) return args.super(partners);
  const Records named = partners.env()["res.users"].search(Value::array(
      {term("partner_id", "in", partners.ids()), term("livechat_username", "!=", false)}));
  std::map<Id, Value> names;
  for (const Value& pair : args.super(partners - named.rel("partner_id")))
    names[pair[0].get<Id>()] = pair[1];
  for (const Records& user : named.each())
    names[user.id("partner_id")] = user.get("livechat_username");
  Value out = Value::array();
  for (const Id id : partners.ids()) out.push_back(Value::array({id, names[id]}));
  return out;
}

}  // namespace

void extend_res_partner_im_livechat(Registry& registry) {
  registry.extend("res.partner", "im_livechat").method("name_get", On::multi, {}, name_operators);
}

void extend_res_users_im_livechat(Registry& registry) {
  registry.extend("res.users", "im_livechat")
      .field("livechat_username",
             char_("Livechat Username")
                 .help("This username will be used as your name in the livechat channels."));
  // the tour of OdooBot, which mail_bot.cpp goes through, has one more step
  registry.extend("res.users", "im_livechat_mail_bot")
      .field("odoobot_state",
             selection("").selection_add({{"onboarding_canned", "Onboarding canned"}}));
}

}  // namespace chatterd
