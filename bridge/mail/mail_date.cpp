// Date headers. RFC 5322 has one form; mail programs, scanners and scripts have dozens. A form that
// says one moment is read; anything that would need a guess is nothing, and the caller takes now.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <map>

#include "bridge/mail/characters.hpp"
#include "bridge/mail/mime.hpp"

namespace chatterd::bridge {
namespace {

bool is_letter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
// A byte of a word in any language.
bool in_word(char c) { return is_letter(c) || (c & 0x80) != 0; }

// Months as mail programs write them in the languages that they are sold in.
int month_of(const std::string& word) {
  static const std::map<std::string, int, std::less<>> months{{"jan", 1},
                                                              {"january", 1},
                                                              {"januar", 1},
                                                              {"januari", 1},
                                                              {"janvier", 1},
                                                              {"janv", 1},
                                                              {"enero", 1},
                                                              {"ene", 1},
                                                              {"gen", 1},
                                                              {"gennaio", 1},
                                                              {"janeiro", 1},
                                                              {"feb", 2},
                                                              {"february", 2},
                                                              {"februar", 2},
                                                              {"februari", 2},
                                                              {"f\xC3\xA9vr", 2},
                                                              {"f\xC3\xA9vrier", 2},
                                                              {"fevr", 2},
                                                              {"fev", 2},
                                                              {"febrero", 2},
                                                              {"febbraio", 2},
                                                              {"fevereiro", 2},
                                                              {"mar", 3},
                                                              {"march", 3},
                                                              {"mars", 3},
                                                              {"m\xC3\xA4rz", 3},
                                                              {"mrz", 3},
                                                              {"maart", 3},
                                                              {"mrt", 3},
                                                              {"marzo", 3},
                                                              {"mar\xC3\xA7o", 3},
                                                              {"apr", 4},
                                                              {"april", 4},
                                                              {"avril", 4},
                                                              {"avr", 4},
                                                              {"abril", 4},
                                                              {"abr", 4},
                                                              {"aprile", 4},
                                                              {"may", 5},
                                                              {"mai", 5},
                                                              {"maj", 5},
                                                              {"mei", 5},
                                                              {"mayo", 5},
                                                              {"mag", 5},
                                                              {"maggio", 5},
                                                              {"maio", 5},
                                                              {"jun", 6},
                                                              {"june", 6},
                                                              {"juni", 6},
                                                              {"juin", 6},
                                                              {"junio", 6},
                                                              {"giu", 6},
                                                              {"giugno", 6},
                                                              {"junho", 6},
                                                              {"jul", 7},
                                                              {"july", 7},
                                                              {"juli", 7},
                                                              {"juil", 7},
                                                              {"juillet", 7},
                                                              {"julio", 7},
                                                              {"lug", 7},
                                                              {"luglio", 7},
                                                              {"julho", 7},
                                                              {"aug", 8},
                                                              {"august", 8},
                                                              {"augusti", 8},
                                                              {"augustus", 8},
                                                              {"ao\xC3\xBBt", 8},
                                                              {"aout", 8},
                                                              {"agosto", 8},
                                                              {"ago", 8},
                                                              {"sep", 9},
                                                              {"sept", 9},
                                                              {"september", 9},
                                                              {"septembre", 9},
                                                              {"septiembre", 9},
                                                              {"set", 9},
                                                              {"settembre", 9},
                                                              {"setembro", 9},
                                                              {"oct", 10},
                                                              {"october", 10},
                                                              {"okt", 10},
                                                              {"oktober", 10},
                                                              {"octobre", 10},
                                                              {"octubre", 10},
                                                              {"ott", 10},
                                                              {"ottobre", 10},
                                                              {"outubro", 10},
                                                              {"out", 10},
                                                              {"nov", 11},
                                                              {"november", 11},
                                                              {"novembre", 11},
                                                              {"noviembre", 11},
                                                              {"novembro", 11},
                                                              {"dec", 12},
                                                              {"december", 12},
                                                              {"dez", 12},
                                                              {"dezember", 12},
                                                              {"d\xC3\xA9"
                                                               "c",
                                                               12},
                                                              {"d\xC3\xA9"
                                                               "cembre",
                                                               12},
                                                              {"decembre", 12},
                                                              {"dic", 12},
                                                              {"diciembre", 12},
                                                              {"dicembre", 12},
                                                              {"dezembro", 12}};
  const auto found = months.find(word);
  return found == months.end() ? 0 : found->second;
}

// Minutes east of Greenwich. Names that two parts of the world use for different zones (IST, and
// those that nobody standardised) are not among them; EST to PDT are RFC 5322's.
std::optional<int> zone_of(const std::string& word) {
  static const std::map<std::string, int, std::less<>> zones{
      {"z", 0},      {"ut", 0},     {"utc", 0},    {"gmt", 0},     {"wet", 0},     {"west", 60},
      {"bst", 60},   {"cet", 60},   {"met", 60},   {"mez", 60},    {"cest", 120},  {"mest", 120},
      {"mesz", 120}, {"eet", 120},  {"eest", 180}, {"msk", 180},   {"jst", 540},   {"kst", 540},
      {"hkt", 480},  {"sgt", 480},  {"awst", 480}, {"aest", 600},  {"aedt", 660},  {"nzst", 720},
      {"nzdt", 780}, {"est", -300}, {"edt", -240}, {"cst", -360},  {"cdt", -300},  {"mst", -420},
      {"mdt", -360}, {"pst", -480}, {"pdt", -420}, {"akst", -540}, {"akdt", -480}, {"hst", -600}};
  const auto found = zones.find(word);
  return found == zones.end() ? std::nullopt : std::optional(found->second);
}

struct Moment {
  int year = -1, month = 0, day = 0, hour = -1, minute = 0, second = 0;
  std::optional<int> zone;  // minutes
  bool afternoon = false, morning = false;
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
    const char mark = here();
    if (is_time(mark, first)) return time(first, mark);
    if ((mark == '-' || mark == '/' || mark == '.') && moment_.year < 0 && moment_.day == 0 &&
        (is_digit(here(1)) || in_word(here(1))))
      return date_with(first, mark);
    if (mark == '.') ++at_;  // "18. September"
    return alone(first);
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
      moment_.month = month_of(take_word());
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
    return small_letters(text_.substr(start, at_ - start));
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
    if (const int month = month_of(name); month && moment_.month == 0 && !is_weekday_place(name)) {
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
    const auto minutes = zone_of(name);
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

  static bool leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

  std::optional<Moment> finished() {
    Moment& m = moment_;
    static const std::array<int, 12> lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (m.year < 1900 || m.year > 9998 || m.month < 1 || m.month > 12 || m.day < 1 || m.hour < 0)
      return std::nullopt;
    const int length =
        lengths[static_cast<std::size_t>(m.month - 1)] + (m.month == 2 && leap(m.year) ? 1 : 0);
    if (m.afternoon && m.hour < 12) m.hour += 12;
    if (m.morning && m.hour == 12) m.hour = 0;
    if (m.day > length || m.hour > 23 || m.minute > 59 || m.second > 60) return std::nullopt;
    return m;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Moment moment_;
  std::string named_;
  bool numeric_zone_ = false;
};

// Days since 1970 of the Gregorian calendar.
std::int64_t days_of(std::int64_t year, int month, int day) {
  if (month <= 2) --year;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t of_era = year - era * 400;
  const std::int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

std::string written(std::int64_t seconds) {
  const std::int64_t days = (seconds >= 0 ? seconds : seconds - 86399) / 86400;
  const std::int64_t rest = seconds - days * 86400;
  const std::int64_t shifted = days + 719468;
  const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const std::int64_t of_era = shifted - era * 146097;
  const std::int64_t years = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const std::int64_t of_year = of_era - (365 * years + years / 4 - years / 100);
  const std::int64_t month = (5 * of_year + 2) / 153;
  const std::int64_t calendar_month = month < 10 ? month + 3 : month - 9;
  char out[64];
  std::snprintf(
      out, sizeof out, "%04d-%02d-%02d %02d:%02d:%02d",
      static_cast<int>(years + era * 400 + (calendar_month <= 2 ? 1 : 0)),
      static_cast<int>(calendar_month), static_cast<int>(of_year - (153 * month + 2) / 5 + 1),
      static_cast<int>(rest / 3600), static_cast<int>(rest / 60 % 60), static_cast<int>(rest % 60));
  return out;
}

std::optional<std::string> moment_in_utc(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  const auto moment = DateReader(text).read();
  if (!moment) return std::nullopt;
  const std::int64_t seconds = days_of(moment->year, moment->month, moment->day) * 86400 +
                               moment->hour * 3600 + moment->minute * 60 + moment->second -
                               moment->zone.value_or(0) * 60;
  return written(seconds);
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
