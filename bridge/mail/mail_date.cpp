// Date headers. RFC 5322 has one form; mail programs, scanners and scripts have dozens. A form that
// says one moment is read; anything that would need a guess is nothing, and the caller takes now.
#include <glib.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <memory>

#include "bridge/mail/characters.hpp"
#include "bridge/mail/mail_date_words.hpp"
#include "bridge/mail/mime.hpp"

namespace chatterd::bridge {
namespace {

bool is_letter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
// A byte of a word in any language.
bool in_word(char c) { return is_letter(c) || (c & 0x80) != 0; }

struct Moment {
  int year = -1, month = 0, day = 0, hour = -1, minute = 0, second = 0;
  std::optional<int> zone;  // minutes
  bool afternoon = false, morning = false;
  std::chrono::year_month_day date() const { return std::chrono::year(year) / month / day; }
};

// A run of digits, and how many there are.
struct Number {
  int value = 0;
  std::size_t digits = 0;
};

class DateReader {
 public:
  explicit DateReader(std::string_view text) : text_(text) {}

  std::optional<Moment> read() {
    while (skip()) {
      const bool good = is_digit(here())                 ? number()
                        : in_word(here())                ? word()
                        : here() == '+' || here() == '-' ? offset()
                                                         : false;
      if (!good) return std::nullopt;
    }
    return finished();
  }

 private:
  char here(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  // Blanks, commas and comments; whether something is left.
  bool skip() {
    while (at_ < text_.size()) {
      if (here() == ' ' || here() == '\t' || here() == ',') {
        ++at_;
      } else if (here() == '(') {
        at_ = std::min(text_.find(')', at_), text_.size() - 1) + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  Number take() {
    Number out;
    while (is_digit(here()) && out.digits < 18) {
      if (out.digits < 9) out.value = out.value * 10 + (here() - '0');
      ++out.digits;
      ++at_;
    }
    return out;
  }

  bool number() {
    const std::size_t start = at_;
    const Number first = take();
    if (first.digits == 8 && moment_.year < 0) return compact_date(start);
    if (first.digits == 14 && moment_.year < 0)
      return compact_date(start) && compact_time(start + 8);
    if (first.digits > 4) return false;
    if (int* part = part_behind()) {
      *part = first.value;
      return true;
    }
    const char mark = here();
    if (is_time(mark, first)) return time(first, mark);
    if ((mark == '-' || mark == '/' || mark == '.') && moment_.year < 0 && moment_.day == 0 &&
        (is_digit(here(1)) || in_word(here(1))))
      return date_with(first, mark);
    if (mark == '.') ++at_;  // "18. September"
    return alone(first);
  }

  // In Chinese, Japanese and Korean a number says behind it what it is: 2020年9月18日.
  int* part_behind() {
    const std::pair<std::string_view, int*> marks[] = {
        {"\u5e74", &moment_.year},  {"\ub144", &moment_.year}, {"\u6708", &moment_.month},
        {"\uc6d4", &moment_.month}, {"\u65e5", &moment_.day},  {"\uc77c", &moment_.day}};
    for (const auto& [mark, part] : marks)
      if (text_.substr(at_).starts_with(mark)) {
        at_ += mark.size();
        return part;
      }
    return nullptr;
  }

  bool is_time(char mark, const Number& first) const {
    if (moment_.hour >= 0 || first.digits > 2) return false;
    if (mark == ':') return is_digit(here(1));
    if (mark == 'h' || mark == 'H') return true;
    return mark == '.' && is_digit(here(1)) && moment_.day > 0 && moment_.month > 0;
  }

  bool time(const Number& hour, char mark) {
    moment_.hour = hour.value;
    ++at_;
    if (is_digit(here())) {
      const Number minute = take();
      if (minute.digits != 2) return false;
      moment_.minute = minute.value;
    }
    const char second_mark = mark == ':' || mark == '.' ? mark : here() == 'm' ? 'm' : ':';
    if (here() == second_mark && is_digit(here(1))) {
      ++at_;
      const Number second = take();
      if (second.digits != 2) return false;
      moment_.second = second.value;
      if (here() == 's') ++at_;
    }
    if ((here() == '.' || here() == ',') && is_digit(here(1))) {
      ++at_;
      take();  // fractions: the column has none
    }
    return true;
  }

  // A day, or a year behind the month.
  bool alone(const Number& number) {
    if (number.digits <= 2 && moment_.day == 0) {
      moment_.day = number.value;
      return true;
    }
    if (moment_.year >= 0 || number.digits == 1) return false;
    return take_year(number);
  }

  bool take_year(const Number& number) {
    moment_.year = number.value;
    // RFC 5322, 4.3
    if (number.digits == 2) moment_.year += number.value < 50 ? 2000 : 1900;
    if (number.digits == 3) moment_.year += 1900;
    return number.digits >= 2 && number.digits <= 4;
  }

  bool compact_date(std::size_t start) {
    const auto part = [&](std::size_t from, std::size_t count) {
      int value = 0;
      for (std::size_t i = start + from; i < start + from + count; ++i)
        value = value * 10 + (text_[i] - '0');
      return value;
    };
    moment_.year = part(0, 4);
    moment_.month = part(4, 2);
    moment_.day = part(6, 2);
    if (moment_.year < 1000) return false;
    if ((here() != 'T' && here() != 't') || !is_digit(here(1))) return true;
    ++at_;
    const std::size_t clock = at_;
    const Number time = take();
    return (time.digits == 6 || time.digits == 4) && compact_time(clock, time.digits);
  }

  bool compact_time(std::size_t start, std::size_t digits = 6) {
    const auto two = [&](std::size_t from) {
      return (text_[start + from] - '0') * 10 + (text_[start + from + 1] - '0');
    };
    moment_.hour = two(0);
    moment_.minute = two(2);
    moment_.second = digits == 6 ? two(4) : 0;
    return true;
  }

  // 2020-09-18, 18-Sep-2020, 18.09.2020, 09/18/2020: a day and a month that could change places
  // are no date, except with dots, which are for the day first everywhere.
  bool date_with(const Number& first, char mark) {
    ++at_;
    if (in_word(here())) {
      moment_.month = mail_month(take_word());
      if (here() != mark || moment_.month == 0) return false;
      ++at_;
      moment_.day = first.value;
      return first.digits <= 2 && take_year(take());
    }
    const Number second = take();
    if (first.digits == 4) {
      if (here() != mark) return false;
      ++at_;
      moment_.year = first.value;
      moment_.month = second.value;
      const Number third = take();
      moment_.day = third.value;
      if ((here() == 'T' || here() == 't' || here() == '_') && is_digit(here(1))) ++at_;
      return third.digits <= 2 && third.digits > 0;
    }
    if (here() != mark || first.digits > 2 || second.digits > 2) return false;
    ++at_;
    const Number year = take();
    if (year.digits != 4) return false;
    moment_.year = year.value;
    const bool day_first = mark == '.' || first.value > 12 || first.value == second.value;
    if (!day_first && second.value <= 12) return false;
    moment_.day = day_first ? first.value : second.value;
    moment_.month = day_first ? second.value : first.value;
    return true;
  }

  std::string take_word() {
    const std::size_t start = at_;
    while (in_word(here())) ++at_;
    const std::string_view word = text_.substr(start, at_ - start);
    if (is_ascii(word)) return small_letters(word);
    const std::unique_ptr<gchar, void (*)(void*)> small(
        g_utf8_strdown(word.data(), static_cast<gssize>(word.size())), g_free);
    return small ? std::string(small.get()) : std::string(word);
  }

  bool word() {
    const bool leading = at_ == 0;
    std::string name = take_word();
    if ((name == "a" || name == "p") && here() == '.' && (here(1) | 0x20) == 'm') {
      at_ += here(2) == '.' ? 3 : 2;
      name += 'm';
    }
    if (here() == '.') ++at_;
    if (name == "am" || name == "pm") {
      (name == "am" ? moment_.morning : moment_.afternoon) = true;
      return moment_.hour >= 1 && moment_.hour <= 12;
    }
    if (const int month = mail_month(name);
        month && moment_.month == 0 && !is_weekday_place(name)) {
      moment_.month = month;
      return true;
    }
    if (moment_.hour < 0) return leading || name == "de" || name == "of" || is_weekday(name);
    if (moment_.year < 0 && is_weekday(name)) return true;
    return zone(name);
  }

  // "mar" is March, and Tuesday in French and Italian: a weekday when the month follows.
  bool is_weekday_place(const std::string& name) const {
    if (name != "mar" || moment_.day != 0) return false;
    std::size_t i = at_;
    while (i < text_.size() && (text_[i] == ' ' || text_[i] == ',' || text_[i] == '.')) ++i;
    const bool comma =
        at_ < text_.size() && text_.substr(at_, i - at_).find(',') != std::string_view::npos;
    return comma && i < text_.size() && is_digit(text_[i]);
  }

  static bool is_weekday(const std::string& name) {
    static const std::array days{"mon",  "tue",   "tues", "wed", "thu",
                                 "thur", "thurs", "fri",  "sat", "sun"};
    return std::any_of(days.begin(), days.end(), [&](const char* day) { return name == day; }) ||
           name.ends_with("day");
  }

  bool zone(const std::string& name) {
    if (numeric_zone_) return true;  // what stands behind the number only names it
    if (name == "dst" &&
        (named_ == "met" || named_ == "cet" || named_ == "eet" || named_ == "wet")) {
      *moment_.zone += 60;
      named_.clear();
      return true;
    }
    const auto minutes = mail_zone(name);
    if (!minutes || moment_.zone) return false;
    moment_.zone = minutes;
    named_ = name;
    return true;
  }

  // +0200, +02:00, +02, and GMT+2 as people mean it. A number behind a name says what it stands
  // for.
  bool offset() {
    if (moment_.hour < 0 || numeric_zone_) return false;
    const int sign = here() == '-' ? -1 : 1;
    ++at_;
    const Number first = take();
    int hours = first.value, minutes = 0;
    if (first.digits == 4) {
      hours = first.value / 100;
      minutes = first.value % 100;
    } else if (first.digits == 0 || first.digits > 2) {
      return false;
    } else if (here() == ':' && is_digit(here(1))) {
      ++at_;
      minutes = take().value;
    }
    if (hours > 14 || minutes > 59 ||
        (here() != '\0' && here() != ' ' && here() != '(' && here() != ','))
      return false;
    moment_.zone = sign * (hours * 60 + minutes);
    numeric_zone_ = true;
    return true;
  }

  std::optional<Moment> finished() {
    Moment& m = moment_;
    if (m.year < 1900 || m.year > 9998 || m.month < 1 || m.month > 12 || m.day < 1 || m.day > 31 ||
        m.hour < 0 || !m.date().ok())
      return std::nullopt;
    if (m.afternoon && m.hour < 12) m.hour += 12;
    if (m.morning && m.hour == 12) m.hour = 0;
    if (m.hour > 23 || m.minute > 59 || m.second > 60) return std::nullopt;
    return m;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Moment moment_;
  std::string named_;
  bool numeric_zone_ = false;
};

std::string written(std::chrono::sys_seconds time) {
  const auto days = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(days);
  const std::chrono::hh_mm_ss clock(time - days);
  char out[64];
  std::snprintf(out, sizeof out, "%04d-%02u-%02u %02d:%02d:%02d", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return out;
}

std::optional<std::string> moment_in_utc(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  const auto moment = DateReader(text).read();
  if (!moment) return std::nullopt;
  const std::chrono::sys_seconds utc =
      std::chrono::sys_days(moment->date()) + std::chrono::hours(moment->hour) +
      std::chrono::minutes(moment->minute - moment->zone.value_or(0)) +
      std::chrono::seconds(moment->second);
  return written(utc);
}

}  // namespace

std::optional<std::string> parse_mail_date(const std::string& text) {
  if (text.size() > 1000) return std::nullopt;
  if (auto moment = moment_in_utc(unfold(text))) return moment;
  // some programs indent the header that follows, which makes it a part of this one
  const std::size_t end = text.find_first_of("\r\n");
  return end == std::string::npos ? std::nullopt
                                  : moment_in_utc(std::string_view(text).substr(0, end));
}

}  // namespace chatterd::bridge
