#include "models/engine/templates/calendar_spans.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace chatterd::templates {
namespace {

std::int64_t checked(std::int64_t microseconds) {
  static const std::int64_t first = moment_of(1, 1, 1), last = moment_of(9999, 12, 31) + day;
  if (microseconds < first || microseconds >= last) fail("OverflowError: date value out of range");
  return microseconds;
}

}  // namespace

std::int64_t moment_of(std::int64_t year, std::int64_t month, std::int64_t month_day,
                       std::int64_t hour, std::int64_t minute, std::int64_t seconds,
                       std::int64_t micro) {
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

std::string Span::str() const {
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

std::optional<Any> Span::attribute(const std::string& name) const {
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

std::optional<int> Span::compare(const Object& other) const {
  const Span* span = dynamic_cast<const Span*>(&other);
  if (!span) return std::nullopt;
  return microseconds_ < span->microseconds_ ? -1 : microseconds_ > span->microseconds_;
}

std::optional<Any> Span::operate(std::string_view op, const Any& left, const Any& right) const {
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

std::string Relative::str() const {
  return "relativedelta(years=" + std::to_string(values_.years) +
         ", months=" + std::to_string(values_.months) +
         ", days=" + std::to_string(values_.microseconds / day) + ")";
}

Any Relative::added(const Moment& to, int sign) const {
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

std::optional<Any> Relative::operate(std::string_view op, const Any& left, const Any& right) const {
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

}  // namespace chatterd::templates
