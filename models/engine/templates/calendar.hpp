// Python's datetime for templates: date, datetime, timedelta, and dateutil's relativedelta.
#pragma once
#include "models/engine/templates/any.hpp"

namespace chatterd::templates {

// A date, or a datetime without a time zone.
class Moment : public Object {
 public:
  Moment(std::int64_t microseconds, bool with_time)
      : microseconds_(microseconds), with_time_(with_time) {}
  // Of "YYYY-MM-DD[ HH:MM:SS]"; null for another text.
  static std::shared_ptr<const Moment> read(std::string_view text);
  std::string type_name() const override {
    return with_time_ ? "datetime.datetime" : "datetime.date";
  }
  std::string str() const override { return iso(' '); }
  std::string repr() const override;
  std::optional<Any> attribute(const std::string& name) const override;
  bool equals(const Object& other) const override;
  std::optional<int> compare(const Object& other) const override;
  std::optional<Any> operate(std::string_view op, const Any& left, const Any& right) const override;

  std::int64_t microseconds() const { return microseconds_; }  // since 1970-01-01
  bool with_time() const { return with_time_; }
  struct Parts {
    int year, month, day, hour, minute, second, microsecond, weekday;  // weekday: 0 is Monday
  };
  Parts parts() const;
  std::string iso(char between) const;
  std::string strftime(const std::string& format) const;

 private:
  const std::int64_t microseconds_;
  const bool with_time_;
};

}  // namespace chatterd::templates
