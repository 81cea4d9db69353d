// Dates and times as languages write them (babel.dates, odoo.tools.misc). A language is a code of
// res.lang; an unknown one counts as en_US.
#pragma once
#include <string>
#include <string_view>

#include "models/engine/templates/calendar.hpp"

namespace chatterd::templates {

// A moment by an LDML pattern, such as "EEEE d MMMM y".
std::string ldml_format(std::string_view language, const Moment& moment,
                        const std::string& pattern);
// The pattern that "full", "long", "medium" or "short" names; another text is a pattern itself.
std::string date_pattern(std::string_view language, const std::string& name);
std::string datetime_pattern(std::string_view language, const std::string& name);
// odoo.tools.posix_to_ldml: "%d/%m/%Y" → "dd/MM/yyyy".
std::string posix_to_ldml(std::string_view language, std::string_view format);

}  // namespace chatterd::templates
