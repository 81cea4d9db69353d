// Periods that read_group groups by: hours to years in the time zone of who asks, and their labels.
#pragma once
#include <chrono>
#include <string>

#include "models/engine/orm/env.hpp"
#include "models/engine/orm/values/date_words.hpp"

namespace chatterd {

using PeriodTime = std::chrono::sys_time<std::chrono::seconds>;

// Of a date or a time as PostgreSQL writes it: "2019-01-31", "2019-01-31 10:00:00".
PeriodTime parse_time(const std::string& time);
Day label_day(const std::string& time);
std::string print_time(PeriodTime time);
// The start of the next period.
PeriodTime period_end(PeriodTime time, const std::string& unit);

// get_lang(): the first of the context's, the company's and the first language that is installed.
std::string group_language(const Env& env);
// The context's time zone, "" unless it is a known one.
std::string group_zone(const Env& env);
// The label of the period that a UTC time is in; `zoned`: in the time zone of the context.
std::string local_period_label(const Env& env, const std::string& unit, const std::string& time,
                               bool zoned);

}  // namespace chatterd
