// Words of date headers: months in many languages, names of time zones.
#pragma once
#include <optional>
#include <string>

namespace chatterd::bridge {

// Words are in small letters. 1 to 12; 0 for what is no month.
int mail_month(const std::string& word);
// Minutes east of Greenwich. Names that two parts of the world use for different zones (IST, and
// those that nobody standardised) are not among them; EST to PDT are RFC 5322's.
std::optional<int> mail_zone(const std::string& word);

}  // namespace chatterd::bridge
