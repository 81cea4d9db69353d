// What a value looks like in a view: a function per widget.
#include "models/engine/qweb/fields.hpp"

#include <libxml/tree.h>

#include <cmath>
#include <map>

#include "bridge/files/hash.hpp"
#include "models/engine/html/html.hpp"
#include "models/engine/html/python_text.hpp"
#include "models/engine/html/tree.hpp"
#include "models/engine/qweb/time_spans.hpp"
#include "models/engine/templates/locale_dates.hpp"
#include "models/engine/templates/python_access.hpp"
#include "models/engine/templates/record_formats.hpp"

namespace chatterd::qweb {
namespace {

using templates::Any;
using templates::Dict;
using templates::fail;
using templates::list_of;
using templates::Moment;
using templates::None;
using templates::repr;
using templates::str;
using templates::truth;

struct Conversion {
  const Env& env;
  const Any& value;
  const Dict& options;
  const RenderView& render_view;

  const Any* option(const char* name) const { return find_key(options, name); }
  Any get(const char* name) const {
    const Any* found = option(name);
    return found ? *found : Any();
  }
  // options[name]
  Any need(const char* name) const {
    if (const Any* found = option(name)) return *found;
    fail("KeyError: '" + std::string(name) + "'");
  }
  std::string escaped(const std::string& text) const {
    const Any* wanted = option("html-escape");
    return options.items->empty() || !wanted || truth(*wanted) ? html::html_escape(text) : text;
  }
  double number() const {
    const auto number = value.number();
    if (!number) fail("TypeError: must be real number, not " + type_name(value));
    return *number;
  }
};

std::string field_text(const Any& value) {
  return value.is_none() || (value.as<bool>() && !truth(value)) ? std::string() : str(value);
}

std::string with_breaks(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? std::string("<br>\n") : std::string(1, c);
  return out;
}

Any escaped_text(const Conversion& c) { return c.escaped(field_text(c.value)); }

Any integer(const Conversion& c) {
  return templates::with_fixed_signs(
      number_text(templates::language_of(c.env), std::trunc(c.number()), 0), false);
}

Any real(const Conversion& c) {
  Any precision;
  if (const Any* usage = c.option("decimal_precision")) {
    const auto rows = c.env.cr().execute(
        bridge::Sql("SELECT digits FROM decimal_precision WHERE name = %s", {field_text(*usage)}));
    precision = rows.empty() ? 2 : rows[0][0].integer();
  } else {
    precision = c.need("precision");
  }
  double value = c.number();
  const auto digits = precision.integer();
  if (digits)
    value = templates::round_half_up(value, std::pow(10.0, static_cast<double>(-*digits)));
  std::string text = templates::with_fixed_signs(
      number_text(templates::language_of(c.env), value, digits.value_or(6)), false);
  if (!digits) {
    // without a precision, zeros at the end go, but for the first behind the point
    std::size_t end = text.find_last_not_of('0') + 1;
    if (end < text.size() && (end == 0 || !std::isdigit(static_cast<unsigned char>(text[end - 1]))))
      ++end;
    text.resize(end);
  }
  return text;
}

Any date(const Conversion& c) {
  templates::Arguments arguments{{c.value}, {}};
  if (const Any* format = c.option("format")) arguments.positional.push_back(*format);
  return templates::format_date(c.env, arguments);
}

Any datetime(const Conversion& c) {
  if (!truth(c.value)) return "";
  auto moment = c.value.object<Moment>();
  if (!moment) moment = Moment::read(str(c.value));
  if (!moment)
    fail("ValueError: time data " + repr(c.value) + " does not match format '%Y-%m-%d %H:%M:%S'");
  const std::string zone = chatterd::to_text(c.env.context("tz"));
  const std::string own = zone.empty() ? c.env.user().text("tz") : zone;
  if (!own.empty()) moment = templates::in_zone(c.env, *moment, own);
  const templates::Language lang = templates::language_of(c.env);
  const bool time_only = truth(c.get("time_only")), date_only = truth(c.get("date_only"));
  std::string pattern;
  if (const Any* format = c.option("format"))
    pattern = templates::datetime_pattern(lang.code, str(*format));
  else
    pattern = templates::posix_to_ldml(lang.code, time_only ? lang.time_format
                                                  : date_only
                                                      ? lang.date_format
                                                      : lang.date_format + " " + lang.time_format);
  if (truth(c.get("hide_seconds")))
    for (const std::string part : {":ss", ":s"})
      for (std::size_t at; (at = pattern.find(part)) != std::string::npos;)
        pattern.erase(at, part.size());
  return templates::ldml_format(lang.code, *moment, pattern);
}

Any text(const Conversion& c) {
  return truth(c.value) ? with_breaks(c.escaped(field_text(c.value))) : std::string();
}

Any selection(const Conversion& c) {
  if (!truth(c.value)) return "";
  return c.escaped(field_text(templates::python_item(c.need("selection"), c.value)));
}

Records records_in(const Any& value) {
  const auto records = templates::records_of(value);
  if (!records) fail("AttributeError: '" + type_name(value) + "' object has no attribute 'sudo'");
  return *records;
}

Any many2one(const Conversion& c) {
  if (!truth(c.value)) return false;
  const std::string name = records_in(c.value).sudo().ensure_one().display_name();
  return name.empty() ? Any(false) : Any(with_breaks(c.escaped(name)));
}

Any many2many(const Conversion& c) {
  if (!truth(c.value)) return false;
  std::string names;
  for (const Value& pair : records_in(c.value).sudo().name_get())
    names += (names.empty() ? "" : ", ") + chatterd::to_text(pair[1]);
  return with_breaks(c.escaped(names));
}

Any html_value(const Conversion& c) {
  const html::Document document("<body>" + str(c.value) + "</body>");
  xmlNode* body = document.root() ? html::first_child(document.root()) : nullptr;
  if (body == nullptr) return "";
  const std::string text = html::to_html(document, body);
  return text.size() < 13 ? std::string() : text.substr(6, text.size() - 13);
}

Any image(const Conversion& c) {
  const std::string base64 = str(c.value);
  const std::string bytes = bridge::base64_decode(base64).value_or("");
  for (const auto& [magic, type] :
       {std::pair("\x89PNG", "image/png"), std::pair("\xFF\xD8", "image/jpeg"),
        std::pair("GIF8", "image/gif"), std::pair("BM", "image/bmp")})
    if (bytes.starts_with(magic))
      return "<img src=\"data:" + std::string(type) + ";base64," + base64 + "\">";
  fail("ValueError: Non-image binary fields can not be converted to HTML");
}

Any monetary(const Conversion& c) {
  const Records currency = records_in(c.need("display_currency"));
  if (!c.value.number()) fail("ValueError: The value send to monetary field is not a number.");
  if (truth(c.get("from_currency")))
    fail("NotImplementedError: amounts are not converted from one currency to another");
  const auto places = currency.get("decimal_places").get<Id>();
  const double rounding = currency.get("rounding").get<double>();
  const std::string amount = templates::with_fixed_signs(
      number_text(templates::language_of(c.env), templates::round_half_up(c.number(), rounding),
                  places),
      true);
  const std::string shown = "<span class=\"oe_currency_value\">" + amount + "</span>",
                    symbol = currency.text("symbol");
  return currency.get("position") == "before" ? symbol + "\u00a0" + shown
                                              : shown + "\u00a0" + symbol;
}

Any float_time(const Conversion& c) { return templates::format_duration({{c.value}, {}}); }

Any duration(const Conversion& c) {
  const auto unit = [&](const char* name) {
    return c.option(name) ? str(c.get(name)) : std::string("second");
  };
  return duration_text(templates::language_of(c.env).code, c.number(), unit("unit"), unit("round"),
                       truth(c.get("digital")));
}

Any relative(const Conversion& c) {
  const auto moment = [](const Any& given) {
    auto held = given.object<Moment>();
    if (!held) held = Moment::read(str(given));
    if (!held)
      fail("ValueError: time data " + repr(given) + " does not match format '%Y-%m-%d %H:%M:%S'");
    return held->microseconds();
  };
  const double seconds =
      std::floor(static_cast<double>(moment(c.value) - moment(c.need("now"))) / 1e6);
  return time_span(templates::language_of(c.env).code, seconds, Direction::shown);
}

Any contact(const Conversion& c) {
  if (!truth(c.value)) return false;
  const Records partner = records_in(c.value).sudo().with_context({{"show_address", true}});
  const std::string name = chatterd::to_text(partner.name_get()[0][1]);
  const std::string between = truth(c.get("separator")) ? str(c.get("separator")) : "\n";
  const std::size_t first = std::min(name.find('\n'), name.size());
  std::string address;
  for (const char letter : name.substr(std::min(first + 1, name.size())))
    address += letter == '\n' ? between : std::string(1, letter);
  const Any record = templates::records_value(partner);
  templates::Variables values{
      {"name", name.substr(0, first)},
      {"address", std::string(html::strip(html::html_escape(address)))},
      {"country_id", templates::python_attribute(templates::python_attribute(record, "country_id"),
                                                 "display_name")},
      {"fields", truth(c.get("fields")) ? c.get("fields")
                                        : list_of({"name", "address", "phone", "mobile", "email"})},
      {"object", record},
      {"options", c.options},
  };
  for (const char* field : {"phone", "mobile", "city", "website", "email"})
    values[field] = templates::python_attribute(record, field);
  return c.render_view("base.contact", values);
}

using Widget = Any (*)(const Conversion&);

const std::map<std::string, Widget>& widgets() {
  static const std::map<std::string, Widget> rows{
      {"integer", integer},   {"float", real},          {"date", date},
      {"datetime", datetime}, {"text", text},           {"selection", selection},
      {"many2one", many2one}, {"many2many", many2many}, {"html", html_value},
      {"image", image},       {"monetary", monetary},   {"float_time", float_time},
      {"duration", duration}, {"relative", relative},   {"contact", contact},
  };
  return rows;
}

// The labels of a selection field by its values; those of a model that is not declared here are
// rows.
Any labels_of(const Records& records, const Field& field) {
  Value items = records.call("fields_get",
                             Value::array({Value::array({field.name})}))[field.name]["selection"];
  if (!items.is_array() || items.empty()) {
    items = Value::array();
    for (const bridge::Row row : records.env().cr().execute(bridge::Sql(
             R"sql(
                 SELECT s.value, coalesce(nullif(t.value, ''), s.name)
                 FROM ir_model_fields_selection s
                   JOIN ir_model_fields f ON f.id = s.field_id
                   LEFT JOIN ir_translation t ON t.res_id = s.id
                   AND t.type = 'model'
                   AND t.name = 'ir.model.fields.selection,name'
                   AND t.lang = %s
                 WHERE f.model = %s
                   AND f.name = %s)sql",
             {records.env().lang(), records.model().name(), field.name})))
      items.push_back(Value::array({row[0].str(), row[1].str()}));
  }
  const Any labels = templates::dict_of({});
  for (const Value& item : items)
    set_key(*labels.as<Dict>(), templates::plain_value(item[0]), templates::plain_value(item[1]));
  return labels;
}

// What record_to_html adds to the options from the field.
void complete(const Records& record, const Field& field, const std::string& type,
              const Dict& options) {
  const auto given = [&](const char* name) { return find_key(options, name) != nullptr; };
  if (type == "float" && !given("precision") && !given("decimal_precision")) {
    set_key(options, "precision", field.has_digits ? Any(field.digits_scale) : Any());
  } else if (type == "selection" && !given("selection")) {
    set_key(options, "selection", labels_of(record, field));
  } else if (type == "relative" && !given("now")) {
    set_key(options, "now", record.env().now());
  } else if (type == "monetary" &&
             (!given("display_currency") || !truth(*find_key(options, "display_currency")))) {
    std::string currency = field.type == FieldType::monetary ? field.currency_field : "";
    for (const Field* other : record.model().fields())
      if (currency.empty() && other->type == FieldType::many2one &&
          other->comodel == "res.currency")
        currency = other->name;
    if (!currency.empty())
      set_key(options, "display_currency", templates::records_value(record.rel(currency)));
  }
}

}  // namespace

Any value_to_html(const Env& env, const std::string& type, const Any& value, const Dict& options,
                  const RenderView& render_view) {
  const auto known = widgets().find(type);
  return (known == widgets().end() ? escaped_text
                                   : known->second)({env, value, options, render_view});
}

Any field_to_html(const Any& record, const std::string& name, const Dict& options,
                  const RenderView& render_view) {
  const auto records = templates::records_of(record);
  if (!records)
    fail("AttributeError: '" + type_name(record) + "' object has no attribute '_fields'");
  const Field* field = records->model().find_field(name);
  if (field == nullptr) fail("KeyError: '" + name + "'");
  if (!truth(record)) return false;
  const Any value = templates::python_item(record, name);
  if (value.as<bool>() && !truth(value)) return false;
  const Any* widget = find_key(options, "widget");
  const std::string type = widget ? str(*widget) : type_name(field->type);
  complete(*records, *field, type, options);
  return value_to_html(records->env(), type, value, options, render_view);
}

}  // namespace chatterd::qweb
