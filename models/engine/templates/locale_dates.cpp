// Dates and times by patterns, with the words of a language.
#include "models/engine/templates/locale_dates.hpp"

#include <algorithm>
#include <iterator>

#include "models/engine/orm/values/date_words.hpp"
#include "models/engine/templates/locale_words.hpp"

namespace chatterd::templates {
namespace {

std::string nth(std::string_view list, int index) {
  for (; index > 0; --index) list.remove_prefix(list.find('|') + 1);
  return std::string(list.substr(0, list.find('|')));
}

std::string digits(int number, std::size_t width) {
  const std::string text = std::to_string(number);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

int length_of(const std::string& name) {
  const char* const names[] = {"full", "long", "medium", "short"};
  for (int i = 0; i < 4; ++i)
    if (name == names[i]) return i;
  return -1;
}

// What one run of a letter stands for; nothing when it is not known.
std::string field(const LocaleWords& words, std::string_view language, const Moment& moment,
                  char letter, std::size_t count) {
  const Moment::Parts at = moment.parts();
  const int hour12 = at.hour % 12;
  switch (letter) {
    case 'y':
      return count == 2 ? digits(at.year % 100, 2) : digits(at.year, count);
    case 'M':
    case 'L':
      return count < 3    ? digits(at.month, count)
             : count == 5 ? month_name(language, at.month, false).substr(0, 1)
                          : month_name(language, at.month, count == 3);
    case 'd':
      return digits(at.day, count);
    case 'E':
    case 'c':
    case 'e':
      if (letter != 'E' && count < 3) return digits(at.weekday + 1, count);
      return nth(count == 4 ? words.days : words.short_days, at.weekday);
    case 'D': {
      const std::string day = moment.strftime("%j");
      return digits(std::stoi(day), count);
    }
    case 'Q':
    case 'q':
      return digits((at.month - 1) / 3 + 1, count);
    case 'w':
      return digits(std::stoi(moment.strftime("%V")), count);
    case 'a':
      return nth(words.halves, at.hour >= 12 ? 1 : 0);
    case 'H':
      return digits(at.hour, count);
    case 'h':
      return digits(hour12 == 0 ? 12 : hour12, count);
    case 'K':
      return digits(hour12, count);
    case 'k':
      return digits(at.hour == 0 ? 24 : at.hour, count);
    case 'm':
      return digits(at.minute, count);
    case 's':
      return digits(at.second, count);
    case 'S':
      return digits(at.microsecond, 6).substr(0, std::min<std::size_t>(count, 6));
    case 'z':
    case 'v':
      return moment.with_time() ? "UTC" : "";
    default:
      fail("KeyError: '" + std::string(1, letter) + "'");
  }
}

}  // namespace

std::string ldml_format(std::string_view language, const Moment& moment,
                        const std::string& pattern) {
  static constexpr std::string_view letters = "GyYuQqMLlwWdDFgEecabBhHKkjmsSAzZvVxXO";
  const LocaleWords& words = locale_words(language);
  std::string out;
  for (std::size_t i = 0; i < pattern.size();) {
    if (pattern[i] == '\'') {
      // two quotes are one; between two stands plain text
      if (pattern.compare(i, 2, "''") == 0) {
        out += '\'';
        i += 2;
        continue;
      }
      const std::size_t end = std::min(pattern.find('\'', i + 1), pattern.size());
      out += pattern.substr(i + 1, end - i - 1);
      i = end + 1;
    } else if (letters.find(pattern[i]) != std::string_view::npos) {
      std::size_t end = i;
      while (end < pattern.size() && pattern[end] == pattern[i]) ++end;
      out += field(words, language, moment, pattern[i], end - i);
      i = end;
    } else {
      out += pattern[i++];
    }
  }
  return out;
}

std::string date_pattern(std::string_view language, const std::string& name) {
  const int length = length_of(name);
  return length < 0 ? name : nth(locale_words(language).dates, length);
}

std::string datetime_pattern(std::string_view language, const std::string& name) {
  const int length = length_of(name);
  if (length < 0) return name;
  const LocaleWords& words = locale_words(language);
  std::string out = nth(words.joined, length);
  for (const auto& [place, list] : {std::pair("{1}", words.dates), std::pair("{0}", words.times)})
    if (const std::size_t at = out.find(place); at != std::string::npos)
      out.replace(at, 3, nth(list, length));
  return out;
}

std::string posix_to_ldml(std::string_view language, std::string_view format) {
  static constexpr std::pair<char, const char*> directives[] = {
      {'a', "E"},  {'A', "EEEE"}, {'b', "MMM"}, {'B', "MMMM"}, {'d', "dd"},   {'H', "HH"},
      {'I', "hh"}, {'j', "DDD"},  {'m', "MM"},  {'M', "mm"},   {'p', "a"},    {'S', "ss"},
      {'U', "w"},  {'w', "e"},    {'W', "w"},   {'y', "yy"},   {'Y', "yyyy"}, {'%', "%"}};
  std::string out, quoted;
  const auto flush = [&] {
    if (!quoted.empty()) out += "'" + quoted + "'";
    quoted.clear();
  };
  for (std::size_t i = 0; i < format.size(); ++i) {
    const char c = format[i];
    if (c != '%') {
      if (std::isalpha(static_cast<unsigned char>(c))) {
        quoted += c;
      } else {
        flush();
        out += c;
      }
      continue;
    }
    flush();
    if (++i >= format.size()) break;
    const LocaleWords& words = locale_words(language);
    if (format[i] == 'x' || format[i] == 'X') {
      out += format[i] == 'x' ? nth(words.dates, 3) : nth(words.times, 2);
      continue;
    }
    const auto found = std::find_if(std::begin(directives), std::end(directives),
                                    [&](const auto& row) { return row.first == format[i]; });
    if (found == std::end(directives)) fail("KeyError: '" + std::string(1, format[i]) + "'");
    out += found->second;
  }
  flush();
  return out;
}

}  // namespace chatterd::templates
