// Dates, spans of time and their arithmetic.
#include "models/engine/templates/calendar.hpp"

#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "models/engine/templates/jinja/jinja.hpp"

namespace chatterd::templates {
namespace {

constexpr std::int64_t second = 1'000'000, day = 86'400 * second;

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// Microseconds of a day and time. Throws ValueError as Python does.
std::int64_t moment_of(std::int64_t year, std::int64_t month, std::int64_t month_day,
                       std::int64_t hour = 0, std::int64_t minute = 0, std::int64_t seconds = 0,
                       std::int64_t micro = 0) {
  if (year < 1 || year > 9999)
    fail("ValueError: year " + std::to_string(year) + " is out of range");
  if (month < 1 || month > 12) fail("ValueError: month must be in 1..12");
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(year)),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(month_day))};
  if (month_day < 1 || month_day > 31 || !date.ok())
    fail("ValueError: day is out of range for month");
  if (hour < 0 || hour > 23) fail("ValueError: hour must be in 0..23");
  if (minute < 0 || minute > 59) fail("ValueError: minute must be in 0..59");
  if (seconds < 0 || seconds > 59) fail("ValueError: second must be in 0..59");
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return days * day + (hour * 3600 + minute * 60 + seconds) * second + micro;
}

std::int64_t checked(std::int64_t microseconds) {
  static const std::int64_t first = moment_of(1, 1, 1), last = moment_of(9999, 12, 31) + day;
  if (microseconds < first || microseconds >= last) fail("OverflowError: date value out of range");
  return microseconds;
}

std::int64_t whole(const Arguments& arguments, std::size_t place, const char* name,
                   std::int64_t otherwise) {
  const Any* given = arguments.find(place, name);
  if (given == nullptr || given->is_none()) return otherwise;
  if (!given->integer())
    fail("TypeError: an integer is required (got type " + type_name(*given) + ")");
  return *given->integer();
}

Any moment(std::int64_t microseconds, bool with_time) {
  return std::make_shared<const Moment>(checked(microseconds), with_time);
}

// datetime.timedelta
class Span : public Object {
 public:
  explicit Span(std::int64_t microseconds) : microseconds_(microseconds) {}
  std::string type_name() const override { return "datetime.timedelta"; }
  bool truth() const override { return microseconds_ != 0; }
  std::int64_t microseconds() const { return microseconds_; }

  std::string str() const override {
    const std::int64_t days = floor_div(microseconds_, day), rest = microseconds_ - days * day;
    char clock[32];
    std::snprintf(clock, sizeof clock, "%d:%02d:%02d", static_cast<int>(rest / second / 3600),
                  static_cast<int>(rest / second / 60 % 60), static_cast<int>(rest / second % 60));
    std::string out =
        days ? std::to_string(days) + (days == 1 || days == -1 ? " day, " : " days, ") : "";
    out += clock;
    if (rest % second) out += percent_format(".%06d", rest % second);
    return out;
  }

  std::optional<Any> attribute(const std::string& name) const override {
    const std::int64_t days = floor_div(microseconds_, day), rest = microseconds_ - days * day;
    if (name == "days") return Any(days);
    if (name == "seconds") return Any(rest / second);
    if (name == "microseconds") return Any(rest % second);
    if (name == "total_seconds")
      return function(name, [all = microseconds_](const Arguments&) -> Any {
        return static_cast<double>(all) / second;
      });
    return std::nullopt;
  }

  bool equals(const Object& other) const override { return compare(other) == 0; }
  std::optional<int> compare(const Object& other) const override {
    const Span* span = dynamic_cast<const Span*>(&other);
    if (!span) return std::nullopt;
    return microseconds_ < span->microseconds_ ? -1 : microseconds_ > span->microseconds_;
  }

  std::optional<Any> operate(std::string_view op, const Any& left,
                             const Any& right) const override {
    const auto a = left.object<Span>(), b = right.object<Span>();
    const auto span = [](double microseconds) -> Any {
      if (std::fabs(microseconds) > 9e18)
        fail("OverflowError: Python int too large to convert to C int");
      return std::make_shared<const Span>(static_cast<std::int64_t>(std::nearbyint(microseconds)));
    };
    if (a && b && op == "+")
      return span(static_cast<double>(a->microseconds_) + static_cast<double>(b->microseconds_));
    if (a && b && op == "-")
      return span(static_cast<double>(a->microseconds_) - static_cast<double>(b->microseconds_));
    if (a && b && op == "/" && b->microseconds_ != 0)
      return Any(static_cast<double>(a->microseconds_) / static_cast<double>(b->microseconds_));
    if (a && op == "*" && right.number())
      return span(static_cast<double>(a->microseconds_) * *right.number());
    if (b && op == "*" && left.number())
      return span(static_cast<double>(b->microseconds_) * *left.number());
    if (a && (op == "/" || op == "//") && right.number() && *right.number() != 0)
      return span(static_cast<double>(a->microseconds_) / *right.number());
    return std::nullopt;
  }

 private:
  const std::int64_t microseconds_;
};

// dateutil.relativedelta.relativedelta: first what replaces, then what is added.
class Relative : public Object {
 public:
  struct Values {
    std::int64_t years = 0, months = 0, microseconds = 0;
    // year, month, day, hour, minute, second: what is set, or nothing
    std::array<std::optional<std::int64_t>, 6> set = {};
  };
  explicit Relative(Values values) : values_(values) {}
  std::string type_name() const override { return "relativedelta"; }
  std::string str() const override {
    return "relativedelta(years=" + std::to_string(values_.years) +
           ", months=" + std::to_string(values_.months) +
           ", days=" + std::to_string(values_.microseconds / day) + ")";
  }

  Any added(const Moment& to, int sign) const {
    const Moment::Parts at = to.parts();
    const auto& [year, month, month_day, hour, minute, seconds] = values_.set;
    std::int64_t months = (year.value_or(at.year)) * 12 + month.value_or(at.month) - 1;
    months += sign * (values_.years * 12 + values_.months);
    const std::int64_t new_year = floor_div(months, 12), new_month = months - new_year * 12 + 1;
    if (new_year < 1 || new_year > 9999)
      fail("ValueError: year " + std::to_string(new_year) + " is out of range");
    const auto last = std::chrono::year_month_day_last(
        std::chrono::year(static_cast<int>(new_year)),
        std::chrono::month_day_last(std::chrono::month(static_cast<unsigned>(new_month))));
    const std::int64_t new_day =
        std::min<std::int64_t>(month_day.value_or(at.day), static_cast<unsigned>(last.day()));
    const std::int64_t base =
        moment_of(new_year, new_month, new_day, hour.value_or(at.hour), minute.value_or(at.minute),
                  seconds.value_or(at.second), at.microsecond);
    const bool with_time =
        to.with_time() || values_.microseconds % day != 0 || hour || minute || seconds;
    return moment(base + sign * values_.microseconds, with_time);
  }

  std::optional<Any> operate(std::string_view op, const Any& left,
                             const Any& right) const override {
    const auto a = left.object<Moment>(), b = right.object<Moment>();
    if (op == "+" && a) return added(*a, 1);
    if (op == "+" && b) return added(*b, 1);
    if (op == "-" && a) return added(*a, -1);
    const auto other = right.object<Relative>();
    if (left.object<Relative>() && other && (op == "+" || op == "-")) {
      const int sign = op == "+" ? 1 : -1;
      Values sum = left.object<Relative>()->values_;
      sum.years += sign * other->values_.years;
      sum.months += sign * other->values_.months;
      sum.microseconds += sign * other->values_.microseconds;
      for (std::size_t i = 0; i < sum.set.size(); ++i)
        if (other->values_.set[i]) sum.set[i] = other->values_.set[i];
      return std::make_shared<const Relative>(sum);
    }
    return std::nullopt;
  }

 private:
  const Values values_;
};

double amount(const Arguments& arguments, std::size_t place, const char* name) {
  const Any* given = arguments.find(place, name);
  if (given == nullptr || given->is_none()) return 0;
  if (!given->number())
    fail("TypeError: unsupported type for " + std::string(name) + ": " + type_name(*given));
  if (std::fabs(*given->number()) > 1e10)
    fail("OverflowError: a span of time of the template is too large");
  return *given->number();
}

std::int64_t span_of(const Arguments& arguments, std::size_t days_place,
                     std::size_t seconds_place) {
  const double days =
      amount(arguments, days_place, "days") + 7 * amount(arguments, SIZE_MAX, "weeks");
  const double seconds = amount(arguments, seconds_place, "seconds") +
                         60 * amount(arguments, SIZE_MAX, "minutes") +
                         3600 * amount(arguments, SIZE_MAX, "hours");
  if (std::fabs(days) > 1e8 || std::fabs(seconds) > 1e12)
    fail("OverflowError: a span of time of the template is too large");
  return static_cast<std::int64_t>(std::nearbyint(days * day + seconds * second)) +
         static_cast<std::int64_t>(amount(arguments, SIZE_MAX, "microseconds"));
}

Any relativedelta(const Arguments& arguments) {
  Relative::Values values;
  values.years = static_cast<std::int64_t>(amount(arguments, SIZE_MAX, "years"));
  values.months = static_cast<std::int64_t>(amount(arguments, SIZE_MAX, "months"));
  values.microseconds = span_of(arguments, SIZE_MAX, SIZE_MAX);
  std::size_t i = 0;
  for (const char* name : {"year", "month", "day", "hour", "minute", "second"}) {
    if (arguments.find(SIZE_MAX, name)) values.set[i] = whole(arguments, SIZE_MAX, name, 0);
    ++i;
  }
  return std::make_shared<const Relative>(values);
}

Any now(const Arguments&) {
  return moment(std::chrono::duration_cast<std::chrono::microseconds>(
                    std::chrono::system_clock::now().time_since_epoch())
                    .count(),
                true);
}

Any today(const Arguments& arguments) {
  return moment(floor_div(now(arguments).object<Moment>()->microseconds(), day) * day, false);
}

// datetime.datetime and datetime.date: called, and with functions of their own.
class MomentType : public Object {
 public:
  explicit MomentType(bool with_time) : with_time_(with_time) {}
  std::string type_name() const override { return "type"; }
  std::string str() const override {
    return with_time_ ? "<class 'datetime.datetime'>" : "<class 'datetime.date'>";
  }
  bool callable() const override { return true; }
  Any call(const Arguments& a) const override {
    const std::int64_t year = whole(a, 0, "year", 0), month = whole(a, 1, "month", 0),
                       of_month = whole(a, 2, "day", 0);
    if (!with_time_) return moment(moment_of(year, month, of_month), false);
    return moment(moment_of(year, month, of_month, whole(a, 3, "hour", 0), whole(a, 4, "minute", 0),
                            whole(a, 5, "second", 0), whole(a, 6, "microsecond", 0)),
                  true);
  }
  std::optional<Any> attribute(const std::string& name) const override {
    if (name == "today") return function(name, with_time_ ? now : today);
    if (with_time_ && (name == "now" || name == "utcnow")) return function(name, now);
    if (name == "strptime" && with_time_) return function(name, strptime);
    if (name == "combine" && with_time_)
      return function(name, [](const Arguments& a) -> Any {
        const Any given = a.get(0, "date");
        const auto date = given.object<Moment>();
        if (!date)
          fail("TypeError: combine() argument 1 must be datetime.date, not " +
               templates::type_name(given));
        return moment(floor_div(date->microseconds(), day) * day, true);
      });
    return std::nullopt;
  }

 private:
  static Any strptime(const Arguments& arguments) {
    const std::string text = templates::str(arguments.get(0, "")),
                      format = templates::str(arguments.get(1, ""));
    std::tm tm{};
    tm.tm_mday = 1;
    const char* end = ::strptime(text.c_str(), format.c_str(), &tm);
    if (end == nullptr)
      fail("ValueError: time data " + templates::repr(text) + " does not match format " +
           templates::repr(format));
    if (*end != '\0') fail("ValueError: unconverted data remains: " + std::string(end));
    return moment(
        moment_of(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec),
        true);
  }
  const bool with_time_;
};

class DatetimeModule : public Object {
 public:
  std::string type_name() const override { return "module"; }
  std::string str() const override { return "<module 'datetime'>"; }
  std::optional<Any> attribute(const std::string& name) const override {
    if (name == "datetime" || name == "date")
      return Any(std::make_shared<const MomentType>(name == "datetime"));
    if (name == "timedelta")
      return function(name, [](const Arguments& a) -> Any {
        return std::make_shared<const Span>(span_of(a, 0, 1));
      });
    return std::nullopt;
  }
};

}  // namespace

std::shared_ptr<const Moment> Moment::read(std::string_view text) {
  int year = 0, month = 0, month_day = 0, hour = 0, minute = 0, seconds = 0, used = 0;
  const std::string held(text);
  const int read = std::sscanf(held.c_str(), "%4d-%2d-%2d%n %2d:%2d:%2d", &year, &month, &month_day,
                               &used, &hour, &minute, &seconds);
  if (read != 3 && read != 6) return nullptr;
  return std::make_shared<const Moment>(moment_of(year, month, month_day, hour, minute, seconds),
                                        read == 6);
}

Moment::Parts Moment::parts() const {
  const std::int64_t days = floor_div(microseconds_, day), rest = microseconds_ - days * day;
  const std::chrono::sys_days at{std::chrono::days(days)};
  const std::chrono::year_month_day date(at);
  const int seconds = static_cast<int>(rest / second);
  return {static_cast<int>(date.year()),
          static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day())),
          seconds / 3600,
          seconds / 60 % 60,
          seconds % 60,
          static_cast<int>(rest % second),
          static_cast<int>(std::chrono::weekday(at).iso_encoding()) - 1};
}

std::string Moment::iso(char between) const {
  const Parts at = parts();
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d%c%02d:%02d:%02d.%06d", at.year, at.month, at.day,
                between, at.hour, at.minute, at.second, at.microsecond);
  std::string out = text;
  if (!with_time_) return out.substr(0, 10);
  return at.microsecond ? out : out.substr(0, 19);
}

std::string Moment::repr() const {
  const Parts at = parts();
  std::string out = type_name() + "(";
  std::vector<int> numbers{at.year, at.month, at.day};
  if (with_time_) {
    numbers.insert(numbers.end(), {at.hour, at.minute});
    if (at.second || at.microsecond) numbers.push_back(at.second);
    if (at.microsecond) numbers.push_back(at.microsecond);
  }
  for (std::size_t i = 0; i < numbers.size(); ++i)
    out += (i ? ", " : "") + std::to_string(numbers[i]);
  return out + ")";
}

std::string Moment::strftime(const std::string& format) const {
  const Parts at = parts();
  std::tm tm{};
  tm.tm_year = at.year - 1900;
  tm.tm_mon = at.month - 1;
  tm.tm_mday = at.day;
  tm.tm_hour = at.hour;
  tm.tm_min = at.minute;
  tm.tm_sec = at.second;
  tm.tm_wday = (at.weekday + 1) % 7;
  const auto of_year = std::chrono::sys_days(std::chrono::year(at.year) / std::chrono::January / 1);
  tm.tm_yday = static_cast<int>(floor_div(microseconds_, day) - of_year.time_since_epoch().count());
  if (format.size() > 1000) fail("ValueError: Invalid format string");
  if (format.empty()) return {};
  // %f is Python's own
  std::string own;
  for (std::size_t i = 0; i < format.size(); ++i) {
    const bool directive = format[i] == '%' && i + 1 < format.size();
    if (directive && format[i + 1] == 'f')
      own += percent_format("%06d", at.microsecond);
    else if (directive && (format[i + 1] == 'z' || format[i + 1] == 'Z'))
      own += "";  // no time zone
    else {
      own += format[i];
      if (directive) own += format[i + 1];
    }
    if (directive) ++i;
  }
  std::array<char, 16'384> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), own.c_str(), &tm);
  return {text.data(), size};
}

std::optional<Any> Moment::attribute(const std::string& name) const {
  const Parts at = parts();
  if (name == "year") return Any(at.year);
  if (name == "month") return Any(at.month);
  if (name == "day") return Any(at.day);
  const auto self = std::make_shared<const Moment>(microseconds_, with_time_);
  const auto method = [&](auto body) {
    return function(name, [self, body](const Arguments& a) -> Any { return body(*self, a); });
  };
  if (name == "strftime")
    return method([](const Moment& m, const Arguments& a) -> Any {
      return m.strftime(templates::str(a.get(0, "format")));
    });
  if (name == "isoformat")
    return method([](const Moment& m, const Arguments& a) -> Any {
      const std::string between = templates::str(a.get(0, "sep", "T"));
      return m.iso(between.empty() ? 'T' : between[0]);
    });
  if (name == "weekday")
    return method([](const Moment& m, const Arguments&) -> Any { return m.parts().weekday; });
  if (name == "isoweekday")
    return method([](const Moment& m, const Arguments&) -> Any { return m.parts().weekday + 1; });
  if (name == "replace")
    return method([](const Moment& m, const Arguments& a) -> Any {
      const Parts p = m.parts();
      const std::int64_t year = whole(a, 0, "year", p.year), month = whole(a, 1, "month", p.month);
      return moment(moment_of(year, month, whole(a, 2, "day", p.day), whole(a, 3, "hour", p.hour),
                              whole(a, 4, "minute", p.minute), whole(a, 5, "second", p.second),
                              whole(a, 6, "microsecond", p.microsecond)),
                    m.with_time());
    });
  if (!with_time_) return std::nullopt;
  if (name == "hour") return Any(at.hour);
  if (name == "minute") return Any(at.minute);
  if (name == "second") return Any(at.second);
  if (name == "microsecond") return Any(at.microsecond);
  if (name == "tzinfo") return Any(None{});
  if (name == "date")
    return method([](const Moment& m, const Arguments&) -> Any {
      return moment(floor_div(m.microseconds(), day) * day, false);
    });
  return std::nullopt;
}

bool Moment::equals(const Object& other) const {
  const Moment* moment_ = dynamic_cast<const Moment*>(&other);
  return moment_ && moment_->with_time_ == with_time_ && moment_->microseconds_ == microseconds_;
}

std::optional<int> Moment::compare(const Object& other) const {
  const Moment* moment_ = dynamic_cast<const Moment*>(&other);
  if (!moment_) return std::nullopt;
  if (moment_->with_time_ != with_time_)
    fail("TypeError: can't compare datetime.datetime to datetime.date");
  return microseconds_ < moment_->microseconds_ ? -1 : microseconds_ > moment_->microseconds_;
}

std::optional<Any> Moment::operate(std::string_view op, const Any& left, const Any& right) const {
  const auto a = left.object<Moment>(), b = right.object<Moment>();
  const auto a_span = left.object<Span>(), b_span = right.object<Span>();
  const auto shifted = [](const Moment& to, std::int64_t by) {
    // a date takes the days alone
    return moment(to.microseconds() + (to.with_time() ? by : floor_div(by, day) * day),
                  to.with_time());
  };
  if (a && b && op == "-" && a->with_time_ == b->with_time_)
    return std::make_shared<const Span>(a->microseconds_ - b->microseconds_);
  if (a && b_span && op == "+") return shifted(*a, b_span->microseconds());
  if (a && b_span && op == "-") return shifted(*a, -b_span->microseconds());
  if (b && a_span && op == "+") return shifted(*b, a_span->microseconds());
  if (const auto relative = right.object<Relative>(); a && relative)
    return relative->operate(op, left, right);
  return std::nullopt;
}

Any datetime_module() { return std::make_shared<const DatetimeModule>(); }
Any relativedelta_function() { return function("relativedelta", relativedelta); }

}  // namespace chatterd::templates
