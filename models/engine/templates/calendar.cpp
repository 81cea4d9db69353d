// Dates and datetimes, and their arithmetic.
#include "models/engine/templates/calendar.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>

#include "models/engine/templates/calendar_spans.hpp"

namespace chatterd::templates {

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

}  // namespace chatterd::templates
