// Telephone numbers, by Google's libphonenumber (the one that Odoo's phonenumbers is a port of).
#pragma once
#include <string>

namespace chatterd::bridge {

enum class PhoneFormat { e164, international, national, rfc3966 };

// What makes a text no telephone number.
enum class PhoneProblem { none, unreadable, impossible, invalid };

struct PhoneNumber {
  PhoneProblem problem = PhoneProblem::none;
  std::string reason;  // of an unreadable one, as Python's phonenumbers words it
  std::string text;    // formatted; "" where there is a problem
};

// `region` is an ISO code of two letters, or "" for numbers with a country prefix only. A national
// format is given only to numbers of the country with the prefix `country_prefix`.
PhoneNumber format_phone(const std::string& number, const std::string& region, int country_prefix,
                         PhoneFormat format);

}  // namespace chatterd::bridge
