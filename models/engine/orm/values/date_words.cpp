#include "models/engine/orm/values/date_words.hpp"

#include <chrono>

#include "models/engine/errors.hpp"
#include "models/engine/orm/values/date_word_tables.hpp"

namespace chatterd {
namespace {

std::string nth(std::string_view list, int index) {
  for (; index > 0; --index) list.remove_prefix(list.find('|') + 1);
  return std::string(list.substr(0, list.find('|')));
}

std::string digits(int number, std::size_t width) {
  const std::string text = std::to_string(number);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

// The number of the week in the year (0: it belongs to the year before), as Babel counts: days
// after the last full week stay in the old year even where the language counts them to the new one.
int week_number(const DateWords& words, int day_of_year, int weekday) {
  const int first = ((weekday - words.first_day - day_of_year + 1) % 7 + 7) % 7;
  return (day_of_year + first - 1) / 7 + (7 - first >= words.minimal_days ? 1 : 0);
}

std::string week_label(const DateWords& words, const Day& day) {
  using namespace std::chrono;
  const sys_days date = year(day.year) / day.month / day.day;
  const auto of_year = [](sys_days d) {
    return static_cast<int>((d - sys_days(year_month_day(d).year() / 1 / 1)).count()) + 1;
  };
  const auto weekday_of = [](sys_days d) {
    return static_cast<int>(weekday(d).iso_encoding()) - 1;
  };
  int week = week_number(words, of_year(date), weekday_of(date)), in_year = day.year;
  if (week == 0) {
    const sys_days last = date - days(of_year(date));
    week = week_number(words, of_year(last), weekday_of(last));
    --in_year;
  }
  return "W" + std::to_string(week) + " " + digits(in_year, 4);
}

}  // namespace

std::string month_name(std::string_view language, int month, bool shortened) {
  const DateWords& words = date_words_of(language);
  return nth(shortened ? words.short_months : words.months, month - 1);
}

std::string period_label(std::string_view language, const std::string& unit, const Day& day) {
  const DateWords& words = date_words_of(language);
  const std::string in_year = digits(day.year, 4);
  if (unit == "day")
    return digits(day.day, 2) + " " + nth(words.short_months, day.month - 1) + " " + in_year;
  if (unit == "week") return week_label(words, day);
  if (unit == "month") return nth(words.months, day.month - 1) + " " + in_year;
  if (unit == "quarter") return nth(words.quarters, (day.month - 1) / 3) + " " + in_year;
  if (unit == "year") return in_year;
  if (unit == "hour")
    return digits(day.hour % 12 == 0 ? 12 : day.hour % 12, 2) + ":00 " + digits(day.day, 2) + " " +
           nth(words.short_months, day.month - 1);
  throw KeyError(unit);
}

}  // namespace chatterd
