#include "models/modules/phone_validation/phone_numbers.hpp"

#include "models/engine/html/python_text.hpp"

namespace chatterd {

std::string sanitized_phone(const std::string& number, const Records& record,
                            const std::string& country_field, bridge::PhoneFormat format) {
  if (number.empty()) return {};
  const Env& env = record.env();
  Records country = env["res.country"];
  if (!record.empty() && !country_field.empty() && record.model().find_field(country_field))
    country = record.rel(country_field);
  if (country.empty())
    country = env.browse("res.company", {env.company()}).sudo().rel("country_id");
  const bool known = !country.empty();
  return bridge::format_phone(std::string(html::strip(number)), known ? country.text("code") : "",
                              known ? static_cast<int>(country.get("phone_code").get<Id>()) : 0,
                              format)
      .text;
}

}  // namespace chatterd
