// The words of dates in the languages of Odoo, of CLDR 41 (Unicode licence).
#pragma once
#include <string_view>

namespace chatterd {

struct DateWords {
  const char* language;
  int first_day;     // of the week: 0 is Monday
  int minimal_days;  // that a year's first week has in the year
  const char *months, *short_months, *quarters;
};

// English ones for a language that is not known.
const DateWords& date_words_of(std::string_view language);

}  // namespace chatterd
