// Numbers and dates as a language of the database writes them (res.lang, odoo/tools/misc.py).
#pragma once
#include "models/engine/orm/env.hpp"
#include "models/engine/templates/calendar.hpp"

namespace chatterd::templates {

struct Language {
  std::string code, date_format, time_format, grouping, point, separator;
};
// get_lang: of the argument, the context and the company, the first that is installed.
Language language_of(const Env& env, const Any& wanted = {});

// A moment in UTC as a clock of the zone shows it; one of an unknown zone stays.
std::shared_ptr<const Moment> in_zone(const Env& env, const Moment& moment,
                                      const std::string& zone);

// float_round: away from zero, with a little for what binary fractions lose.
double round_half_up(double value, double rounding);
// res.lang format("%.<digits>f", grouping=True).
std::string number_text(const Language& language, double value, std::int64_t digits);
// A minus is kept beside its digits, and spaces within a number are kept too.
std::string with_fixed_signs(const std::string& number, bool spaces);

// format_date(env, date, date_format, lang_code) and format_duration(value).
Any format_date(const Env& env, const Arguments& arguments);
Any format_duration(const Arguments& arguments);

}  // namespace chatterd::templates
