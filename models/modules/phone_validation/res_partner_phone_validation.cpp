// What the module phone_validation adds to res.partner: numbers in the form are written as they are
// dialled from abroad.
#include "models/engine/orm/methods/onchange.hpp"
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {
namespace partner_phones {
namespace {

// The values of an onchange with `fields` written anew, by the country that the form has.
Value with_numbers(const Records& self, const Value& form, Value answer,
                   std::initializer_list<const char*> fields) {
  const Id country = to_id(form_value(self, form, "country_id"));
  for (const char* name : fields) {
    const Value number = form_value(self, form, name);
    if (!truthy(number)) continue;
    if (!answer.is_object()) answer = Value::object();
    answer["value"][name] = self.call(
        "phone_format", Value::array({number, country ? Value(Ids{country}) : Value(nullptr)}));
  }
  return answer;
}

Value on_phone(const Records& self, const Args& args) {
  return with_numbers(self, args["values"], nullptr, {"phone"});
}

Value on_mobile(const Records& self, const Args& args) {
  return with_numbers(self, args["values"], nullptr, {"mobile"});
}

Value on_country(const Records& self, const Args& args) {
  return with_numbers(self, args["values"], args.super(self), {"phone", "mobile"});
}

Value on_company(const Records& self, const Args& args) {
  return with_numbers(self, args["values"], nullptr, {"phone", "mobile"});
}

}  // namespace
}  // namespace partner_phones

void extend_res_partner_phone_validation(Registry& registry) {
  Model& m = registry.extend("res.partner", "phone_validation");
  m.inherit({"phone.validation.mixin"});
  m.method("_onchange_phone", On::multi, {"values"}, partner_phones::on_phone);
  m.method("_onchange_mobile", On::multi, {"values"}, partner_phones::on_mobile);
  m.method("_onchange_country_id", On::multi, {"values"}, partner_phones::on_country);
  m.method("_onchange_company_id", On::multi, {"values"}, partner_phones::on_company);
}

}  // namespace chatterd
