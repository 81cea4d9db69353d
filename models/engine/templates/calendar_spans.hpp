// Spans of time for templates: timedelta and relativedelta; and what calendar.cpp and
// calendar_module.cpp share. Internal to these.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "models/engine/templates/calendar.hpp"

namespace chatterd::templates {

// In microseconds.
constexpr std::int64_t second = 1'000'000, day = 86'400 * second;

inline std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}
// Microseconds of a day and time. Throws ValueError as Python does.
std::int64_t moment_of(std::int64_t year, std::int64_t month, std::int64_t month_day,
                       std::int64_t hour = 0, std::int64_t minute = 0, std::int64_t seconds = 0,
                       std::int64_t micro = 0);
// Throws OverflowError outside the years 1 to 9999.
Any moment(std::int64_t microseconds, bool with_time);
// An int among the arguments, or `otherwise`.
std::int64_t whole(const Arguments& arguments, std::size_t place, const char* name,
                   std::int64_t otherwise);

// datetime.timedelta
class Span : public Object {
 public:
  explicit Span(std::int64_t microseconds) : microseconds_(microseconds) {}
  std::string type_name() const override { return "datetime.timedelta"; }
  bool truth() const override { return microseconds_ != 0; }
  std::int64_t microseconds() const { return microseconds_; }
  std::string str() const override;
  std::optional<Any> attribute(const std::string& name) const override;
  bool equals(const Object& other) const override { return compare(other) == 0; }
  std::optional<int> compare(const Object& other) const override;
  std::optional<Any> operate(std::string_view op, const Any& left, const Any& right) const override;

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
  std::string str() const override;
  Any added(const Moment& to, int sign) const;
  std::optional<Any> operate(std::string_view op, const Any& left, const Any& right) const override;

 private:
  const Values values_;
};

}  // namespace chatterd::templates
