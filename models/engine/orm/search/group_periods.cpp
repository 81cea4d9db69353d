#include "models/engine/orm/search/group_periods.hpp"

#include <algorithm>
#include <cstdio>

#include "bridge/text/time_zones.hpp"
#include "models/engine/orm/records.hpp"

namespace chatterd {
namespace {

using bridge::Sql;

int number(const std::string& text, std::size_t at, std::size_t size) {
  return std::stoi(text.substr(at, size));
}

}  // namespace

std::string group_language(const Env& env) {
  std::vector<std::string> installed;
  const Value languages = env["res.lang"].call("get_installed");
  for (const Value& item : languages) installed.push_back(to_text(item[0]));
  const auto has = [&](const std::string& code) {
    return std::find(installed.begin(), installed.end(), code) != installed.end();
  };
  if (has(env.lang())) return env.lang();
  const std::string company = to_text(env.user().rel("company_id.partner_id").get("lang"));
  return has(company) || installed.empty() ? company : installed[0];
}

std::string group_zone(const Env& env) {
  const Value zone = env.context("tz");
  const auto& known = bridge::time_zones();
  const bool valid =
      zone.is_string() &&
      std::find(known.begin(), known.end(), zone.get_ref<const std::string&>()) != known.end();
  return valid ? zone.get<std::string>() : "";
}

Day label_day(const std::string& time) {
  return {number(time, 0, 4), number(time, 5, 2), number(time, 8, 2),
          time.size() > 10 ? number(time, 11, 2) : 0};
}

PeriodTime parse_time(const std::string& time) {
  using namespace std::chrono;
  const sys_days date = year(number(time, 0, 4)) / number(time, 5, 2) / number(time, 8, 2);
  if (time.size() <= 10) return date;
  return date + hours(number(time, 11, 2)) + minutes(number(time, 14, 2)) +
         seconds(number(time, 17, 2));
}

std::string print_time(PeriodTime time) {
  using namespace std::chrono;
  const auto date = floor<days>(time);
  const year_month_day ymd(date);
  const hh_mm_ss clock(time - date);
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u %02d:%02d:%02d", static_cast<int>(ymd.year()),
                static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text;
}

PeriodTime period_end(PeriodTime time, const std::string& unit) {
  using namespace std::chrono;
  if (unit == "hour") return time + hours(1);
  if (unit == "day") return time + days(1);
  if (unit == "week") return time + days(7);
  const auto date = floor<days>(time);
  year_month_day ymd(date);
  ymd += months(unit == "month" ? 1 : unit == "quarter" ? 3 : 12);
  if (!ymd.ok()) ymd = ymd.year() / ymd.month() / last;
  return sys_days(ymd) + (time - date);
}

std::string local_period_label(const Env& env, const std::string& unit, const std::string& time,
                               bool zoned) {
  const std::string zone = zoned ? group_zone(env) : "";
  if (zone.empty()) return period_label(group_language(env), unit, label_day(time));
  const auto rows =
      env.cr().execute(Sql("SELECT timezone(%s, timezone('UTC', %s::timestamp))", {zone, time}));
  return period_label(group_language(env), unit, label_day(rows[0][0].json().get<std::string>()));
}

}  // namespace chatterd
