// The words and patterns of dates and times in each language.
#pragma once
#include <string_view>

namespace chatterd::templates {

// Lists have | between their items.
struct LocaleWords {
  const char* language;           // as in res.lang
  const char *days, *short_days;  // from Monday
  const char* halves;             // of the day
  const char *dates, *times;      // patterns: full, long, medium, short
  const char* joined;             // date {1} and time {0} together
};

// Those of en_US for an unknown language.
const LocaleWords& locale_words(std::string_view language);

}  // namespace chatterd::templates
