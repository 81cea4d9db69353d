// What a mail.template gives its text besides the record: dates and amounts in the reader's
// language (odoo/tools/misc.py format_date, format_datetime, format_amount, format_duration).
#include "models/engine/templates/record_formats.hpp"

#include <cmath>

#include "bridge/postgres/known_zones.hpp"
#include "models/engine/templates/jinja/jinja_filters.hpp"
#include "models/engine/templates/locale_dates.hpp"
#include "models/engine/templates/record_values.hpp"

namespace chatterd::templates {

using bridge::Sql;

Language language_of(const Env& env, const Any& wanted) {
  const auto rows = env.cr().execute(
      R"sql(
          SELECT code, date_format, time_format, grouping, decimal_point, coalesce(thousands_sep,
              '')
          FROM res_lang
          WHERE active
          ORDER BY name)sql");
  const Records company = env.sudo().user().rel("company_id");
  for (const std::string& code :
       {wanted.as<Text>() ? str(wanted) : "", to_text(env.context("lang")),
        company.rel("partner_id").text("lang"), rows.empty() ? std::string() : rows[0][0].str()})
    for (const bridge::Row row : rows)
      if (!code.empty() && row[0].str() == code)
        return {code, row[1].str(), row[2].str(), row[3].str(), row[4].str(), row[5].str()};
  fail("AttributeError: 'NoneType' object has no attribute 'code'");
}

std::shared_ptr<const Moment> in_zone(const Env& env, const Moment& moment,
                                      const std::string& zone) {
  if (!bridge::knows_time_zone(env.cr(), zone))
    return std::make_shared<const Moment>(moment.microseconds(), true);
  const auto rows = env.cr().execute(Sql(
      R"sql(
          SELECT to_char((%s::timestamp AT TIME ZONE 'UTC') AT TIME ZONE %s,
              'YYYY-MM-DD HH24:MI:SS'))sql",
      {moment.iso(' '), zone}));
  return Moment::read(rows[0][0].str());
}

namespace {

// res.lang's intersperse: groups of digits from the right, "[3,0]" repeats the last group, -1 ends.
std::string grouped(const std::string& digits, const Language& language) {
  std::vector<int> groups;
  for (const Value& size : Value::parse(language.grouping, nullptr, false))
    if (size.is_number_integer()) groups.push_back(size.get<int>());
  std::string out, left = digits;
  std::size_t at = 0;
  int size = 0;
  while (!left.empty()) {
    if (at < groups.size()) {
      if (groups[at] == -1) size = 0;
      if (groups[at] > 0) size = groups[at];
      ++at;
    } else if (groups.empty() || groups.back() != 0) {
      size = 0;
    }
    const std::size_t take =
        size > 0 ? std::min(left.size(), static_cast<std::size_t>(size)) : left.size();
    out = left.substr(left.size() - take) + (out.empty() ? "" : language.separator) + out;
    left.resize(left.size() - take);
  }
  return out;
}

Any format_datetime(const Env& env, const Arguments& arguments) {
  const Any given = arguments.get(0, "dt");
  if (!truth(given)) return "";
  auto moment = given.object<Moment>();
  if (!moment && given.as<Text>()) moment = Moment::read(str(given));
  if (!moment) fail("AttributeError: '" + type_name(given) + "' object has no attribute 'tzinfo'");
  const Any zone = arguments.get(1, "tz", false);
  const std::string own = truth(zone) ? str(zone) : env.user().text("tz");
  moment = in_zone(env, *moment, own.empty() ? "UTC" : own);
  const Language language = language_of(env, arguments.get(3, "lang_code"));
  const Any pattern = arguments.get(2, "dt_format", false);
  return ldml_format(language.code, *moment,
                     truth(pattern) ? datetime_pattern(language.code, str(pattern))
                                    : posix_to_ldml(language.code, language.date_format) + " " +
                                          posix_to_ldml(language.code, language.time_format));
}

Any format_amount(const Env& env, const Arguments& arguments) {
  const Any amount = arguments.get(0, "amount"), currency = arguments.get(1, "currency");
  if (!amount.number()) fail("TypeError: must be real number, not " + type_name(amount));
  const auto digits = get_attribute(currency, "decimal_places").integer();
  const auto rounding = get_attribute(currency, "rounding").number();
  if (!digits || !rounding) fail("TypeError: format_amount wants a currency");
  const Language language = language_of(env, arguments.get(2, "lang_code"));
  const std::string out = with_fixed_signs(
      number_text(language, round_half_up(*amount.number(), *rounding), *digits), true);
  const Any symbol = get_attribute(currency, "symbol");
  const std::string sign = truth(symbol) ? str(symbol) : "";
  return str(get_attribute(currency, "position")) == "before" ? sign + "\u00a0" + out
                                                              : out + "\u00a0" + sign;
}

}  // namespace

Any format_date(const Env& env, const Arguments& arguments) {
  Any given = arguments.get(0, "date");
  if (!truth(given)) return "";
  auto moment = given.object<Moment>();
  if (!moment) {
    const std::string text = str(given);
    if (text.size() < 10) return "";
    moment = Moment::read(text);
    if (!moment) fail("ValueError: time data " + repr(given) + " does not match format '%Y-%m-%d'");
    // a datetime is shown in the user's time zone
    const std::string zone = text.size() > 10 ? to_text(env.context("tz")) : "";
    const std::string own = text.size() > 10 && zone.empty() ? env.user().text("tz") : zone;
    if (!own.empty()) moment = in_zone(env, *moment, own);
  }
  const Language language = language_of(env, arguments.get(2, "lang_code"));
  const Any pattern = arguments.get(1, "date_format", false);
  return ldml_format(language.code, *moment,
                     truth(pattern) ? date_pattern(language.code, str(pattern))
                                    : posix_to_ldml(language.code, language.date_format));
}

double round_half_up(double value, double rounding) {
  if (!(rounding > 0)) return value;
  const double units = value / rounding;
  const double epsilon = std::pow(2.0, std::log2(std::fabs(units) + 1e-300) - 52);
  return std::copysign(std::floor(std::fabs(units) + 0.5 + epsilon), units) * rounding;
}

std::string number_text(const Language& language, double value, std::int64_t digits) {
  std::string text =
      percent_format("%." + std::to_string(std::max<std::int64_t>(digits, 0)) + "f", value);
  const bool negative = text.starts_with('-');
  if (negative) text.erase(0, 1);
  const std::size_t dot = std::min(text.find('.'), text.size());
  std::string shown = (negative ? "-" : "") + grouped(text.substr(0, dot), language);
  if (dot < text.size()) shown += language.point + text.substr(dot + 1);
  return shown;
}

std::string with_fixed_signs(const std::string& number, bool spaces) {
  std::string out;
  for (const char c : number)
    out += c == ' ' && spaces ? std::string("\u00a0") : c == '-' ? "-\ufeff" : std::string(1, c);
  return out;
}

Any format_duration(const Arguments& arguments) {
  const Any value = arguments.get(0, "value");
  if (!value.number()) fail("TypeError: bad operand type for abs(): '" + type_name(value) + "'");
  const double minutes = std::fabs(*value.number()) * 60;
  auto hours = static_cast<std::int64_t>(minutes / 60);
  auto rest = static_cast<std::int64_t>(std::nearbyint(minutes - static_cast<double>(hours) * 60));
  if (rest == 60) {
    rest = 0;
    ++hours;
  }
  return percent_format(*value.number() < 0 ? "-%02d:%02d" : "%02d:%02d",
                        tuple_of({Any(hours), Any(rest)}));
}

Variables template_variables(const Env& env) {
  return {
      {"format_date",
       function("format_date", [env](const Arguments& a) { return format_date(env, a); })},
      {"format_datetime",
       function("format_datetime", [env](const Arguments& a) { return format_datetime(env, a); })},
      {"format_amount",
       function("format_amount", [env](const Arguments& a) { return format_amount(env, a); })},
      {"format_duration", function("format_duration", format_duration)},
      {"user", records_value(env.user())},
      {"ctx", plain_value(env.context())},
  };
}

}  // namespace chatterd::templates
