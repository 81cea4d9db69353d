// How languages write parts of dates: CLDR's month and quarter names, and their weeks.
#pragma once
#include <string>
#include <string_view>

namespace chatterd {

// A day of the proleptic Gregorian calendar, with an hour.
struct Day {
  int year, month, day, hour = 0;
};

// A month's name in a date of a language, long or short; month is 1 to 12.
std::string month_name(std::string_view language, int month, bool shortened);
// A period's label in a language of res.lang ("fr_FR"; others count as en_US), as Odoo's read_group
// shows it. unit: "hour", "day", "week", "month", "quarter" or "year". Throws KeyError for another
// one.
std::string period_label(std::string_view language, const std::string& unit, const Day& day);

}  // namespace chatterd
