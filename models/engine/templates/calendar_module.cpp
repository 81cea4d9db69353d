// Python's module datetime and dateutil's relativedelta as names of templates.
#include <array>
#include <chrono>
#include <cmath>
#include <ctime>

#include "models/engine/templates/calendar_spans.hpp"
#include "models/engine/templates/jinja/jinja.hpp"

namespace chatterd::templates {
namespace {

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

Any datetime_module() { return std::make_shared<const DatetimeModule>(); }
Any relativedelta_function() { return function("relativedelta", relativedelta); }

}  // namespace chatterd::templates
