// phone.validation.mixin: Phone Validation Mixin.
#include "bridge/text/phone.hpp"
#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/orm/registry.hpp"

namespace chatterd {
namespace {

// A number that can't be formatted is answered as it is.
Value phone_format(const Records& records, const Args& args) {
  const Env& env = records.env();
  Records country = env.browse("res.country", to_ids(args["country"]));
  if (country.empty() && records.model().find_field("country_id"))
    country = records.rel("country_id");
  if (country.empty())
    country = env.browse("res.company", {env.company()}).sudo().rel("country_id");
  if (country.empty()) return args["number"];
  const auto number = bridge::format_phone(to_text(args["number"]), country.text("code"),
                                           static_cast<int>(country.get("phone_code").get<Id>()),
                                           bridge::PhoneFormat::international);
  return number.text.empty() ? args["number"] : Value(number.text);
}

}  // namespace

void define_phone_validation_mixin(Registry& registry) {
  Model& m =
      registry.define("phone.validation.mixin", "phone_validation", "Phone Validation Mixin");
  m.abstract();
  m.method("phone_format", On::multi, {"number", {"country", nullptr}, {"company", nullptr}},
           phone_format);
}

}  // namespace chatterd
