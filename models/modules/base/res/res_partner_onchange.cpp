// res.partner and res.users: what a change in their forms changes in other fields.
#include "models/engine/orm/methods/onchange.hpp"
#include "models/engine/orm/values/translation.hpp"
#include "models/modules/base/res/res_partner.hpp"
#include "models/modules/base/res/res_users.hpp"

namespace chatterd {
namespace partner_form {
namespace {

Value on_parent(const Records& self, const Args& args) {
  const Env& env = self.env();
  const Value& values = args["values"];
  const Id parent_id = to_id(form_value(self, values, "parent_id"));
  if (parent_id == 0) return nullptr;
  const Records parent = env.browse("res.partner", {parent_id});
  Value out = Value::object(), changes = Value::object();
  if (!self.empty() && self.id("parent_id") != 0 && self.id("parent_id") != parent_id)
    out["warning"] = {
        {"title", env.translate("Warning")},
        {"message",
         env.translate(
             "Changing the company of a contact should only be done if it was never correctly "
             "set. If an existing contact starts working for a new company then a new contact "
             "should be created under that new company. You can use the \"Discard\" button to "
             "abandon this change.")}};
  const bool contact = form_value(self, values, "type") == "contact" ||
                       (!self.empty() && self.get("type") == "contact");
  const std::vector<const char*>& address = partner_address_fields();
  const bool has_address = std::any_of(address.begin(), address.end(),
                                       [&](const char* name) { return truthy(parent.get(name)); });
  if (contact && has_address)
    for (const char* name : address) changes[name] = parent.get(name);
  changes["company_id"] = parent.get("company_id");
  out["value"] = std::move(changes);
  return out;
}

Value on_country(const Records& self, const Args& args) {
  const Id country = to_id(form_value(self, args["values"], "country_id")),
           state = to_id(form_value(self, args["values"], "state_id"));
  if (country == 0 || state == 0 ||
      self.env().browse("res.country.state", {state}).id("country_id") == country)
    return nullptr;
  return {{"value", {{"state_id", false}}}};
}

Value on_state(const Records& self, const Args& args) {
  const Id state = to_id(form_value(self, args["values"], "state_id"));
  if (state == 0) return nullptr;
  return {{"value",
           {{"country_id", self.env().browse("res.country.state", {state}).id("country_id")}}}};
}

Value on_company_type(const Records& self, const Args& args) {
  return {
      {"value", {{"is_company", form_value(self, args["values"], "company_type") == "company"}}}};
}

// A log-in that is an e-mail address is the user's.
Value on_login(const Records& self, const Args& args) {
  const std::string login = to_text(form_value(self, args["values"], "login"));
  const std::size_t at = login.find('@');
  const bool address_alone = at != std::string::npos && at > 0 &&
                             login.find('.', at + 2) != std::string::npos &&
                             login.find_first_of(" <>,;\"'()[]") == std::string::npos &&
                             login.find('@', at + 1) == std::string::npos;
  if (!address_alone) return nullptr;
  return {{"value", {{"email", login}}}};
}

}  // namespace
}  // namespace partner_form

void define_res_partner_onchange(Model& m) {
  m.method("_onchange_parent_id", On::multi, {"values"}, partner_form::on_parent);
  m.method("_onchange_country_id", On::multi, {"values"}, partner_form::on_country);
  m.method("_onchange_state_id", On::multi, {"values"}, partner_form::on_state);
  m.method("_onchange_company_type", On::multi, {"values"}, partner_form::on_company_type);
}

void define_res_users_onchange(Model& m) {
  m.method("_onchange_login", On::multi, {"values"}, partner_form::on_login);
}

}  // namespace chatterd
