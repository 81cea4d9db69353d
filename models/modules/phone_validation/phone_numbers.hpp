// Telephone numbers of records (addons/phone_validation/tools/phone_validation.py).
#pragma once
#include <string>

#include "bridge/text/phone.hpp"
#include "models/engine/orm/records.hpp"

namespace chatterd {

// phone_sanitize_numbers_w_record: the number in the format, or "" for one that is none. The
// country is the record's `country_field` (may be ""), or its company's.
std::string sanitized_phone(const std::string& number, const Records& record,
                            const std::string& country_field = "country_id",
                            bridge::PhoneFormat format = bridge::PhoneFormat::e164);

}  // namespace chatterd
