// What the module auth_signup adds to res.partner.
#include "bridge/files/hash.hpp"
#include "bridge/text/percent.hpp"
#include "models/engine/host.hpp"
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/modules/base/res/settings.hpp"

namespace chatterd {
namespace {

Value compute_signup_valid(const Records& partners, const Args&) {
  const std::string now = partners.env().now();
  for (const Records& partner : partners.each()) {
    const Records sudo = partner.sudo();
    partner.assign("signup_valid",
                   sudo.is("signup_token") &&
                       (!sudo.is("signup_expiration") || now <= sudo.text("signup_expiration")));
  }
  return nullptr;
}

// werkzeug's url_encode.
std::string url_encoded(const std::string& text) { return bridge::percent_encode(text, "_.-"); }

// Where the partner sets a password, or logs in; false for who can do neither.
Value compute_signup_url(const Records& partners, const Args&) {
  const Env& env = partners.env();
  for (const Records& partner : partners.each()) {
    const Records sudo = partner.sudo();
    const Records users = sudo.rel("user_ids");
    for (const Records& user : users.each())
      if (user.id() != env.uid() && env.with_user(user.id()).has_group("base.group_user"))
        env["res.users"].check_access_rights("write");
    const Value forced = env.context("signup_force_type_in_url");
    const std::string type = forced.is_null() ? sudo.text("signup_type") : to_text(forced);
    std::string query;
    if (sudo.is("signup_token") && !type.empty())
      query = "&token=" + url_encoded(sudo.text("signup_token"));
    else if (!users.empty())
      query = "&login=" + url_encoded(users.each()[0].text("login"));
    const std::string route = type.empty() ? "login" : type == "reset" ? "reset_password" : type;
    partner.assign("signup_url",
                   query.empty()
                       ? Value(false)
                       : Value(to_text(config_parameter(env, "web.base.url")) + "/web/" + route +
                               "?db=" + url_encoded(env.host().database()) + query));
  }
  return nullptr;
}

// A new token where there is none that is valid, or where it is to end at a time.
Value signup_prepare(const Records& partners, const Args& args) {
  for (const Records& partner : partners.each())
    if (truthy(args["expiration"]) || !partner.is("signup_valid"))
      partner.write({{"signup_token", bridge::random_hex(10)},
                     {"signup_type", args["signup_type"]},
                     {"signup_expiration", args["expiration"]}});
  return true;
}

Value signup_cancel(const Records& partners, const Args&) {
  partners.write({{"signup_token", false}, {"signup_type", false}, {"signup_expiration", false}});
  return true;
}

Value action_signup_prepare(const Records& partners, const Args&) {
  return partners.call("signup_prepare");
}

}  // namespace

void extend_res_partner_auth_signup(Registry& registry) {
  Model& m = registry.extend("res.partner", "auth_signup");
  m.field("signup_token", char_().copy(false).groups("base.group_erp_manager"));
  m.field("signup_type", char_("Signup Token Type").copy(false).groups("base.group_erp_manager"));
  m.field("signup_expiration", datetime().copy(false).groups("base.group_erp_manager"));
  m.field("signup_valid", boolean("Signup Token is Valid")
                              .compute("_compute_signup_valid")
                              .depends({"signup_token", "signup_expiration"}));
  m.field("signup_url", char_("Signup URL").compute("_compute_signup_url"));
  m.method("signup_prepare", On::multi, {{"signup_type", "signup"}, {"expiration", false}},
           signup_prepare);
  m.method("signup_cancel", On::multi, {}, signup_cancel);
  m.method("action_signup_prepare", On::multi, {}, action_signup_prepare);
  m.method("_compute_signup_valid", On::multi, {}, compute_signup_valid);
  m.method("_compute_signup_url", On::multi, {}, compute_signup_url);
}

}  // namespace chatterd
