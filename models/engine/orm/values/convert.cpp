// Conversions between written, stored and cached values.
#include "models/engine/orm/values/convert.hpp"

#include <cmath>
#include <cstdio>

#include "bridge/text/python_number.hpp"
#include "models/engine/errors.hpp"
#include "models/engine/html/html.hpp"
#include "models/engine/orm/records.hpp"

namespace chatterd {
namespace {

std::string qualified(const Field& field) { return field.model->name() + "." + field.name; }

ValueError wrong_value(const Field& field, const Value& value) {
  return ValueError("Wrong value for " + qualified(field) + ": " + python_repr(value));
}

std::string sanitized(const Field& field, const std::string& text) {
  if (!field.sanitize) return text;
  html::SanitizeOptions options;
  options.sanitize_tags = field.sanitize_tags;
  options.sanitize_attributes = field.sanitize_attributes;
  options.sanitize_style = field.sanitize_style;
  options.strip_style = field.strip_style;
  options.strip_classes = field.strip_classes;
  return html::sanitize(text, options);
}

// Keeps the first `size` characters (not bytes) of UTF-8 text.
std::string truncated(std::string text, int size) {
  if (size <= 0) return text;
  std::size_t at = 0;
  for (int count = 0; at < text.size(); ++at)
    if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80 && count++ == size) break;
  text.resize(at);
  return text;
}

bool digits_only(std::string_view text, std::size_t from, std::size_t count) {
  for (std::size_t i = from; i < from + count; ++i)
    if (i >= text.size() || text[i] < '0' || text[i] > '9') return false;
  return true;
}

// fields.Date.to_date: a year, a month and a day; what follows ten characters does not count.
std::string checked_date(const Field& field, const Value& value) {
  if (!value.is_string()) throw wrong_value(field, value);
  const std::string text = value.get<std::string>().substr(0, 10);
  int year = 0, month = 0, day = 0, used = 0;
  const bool of_digits = digits_only(text, 0, 4) && text.size() > 7 && digits_only(text, 5, 1) &&
                         digits_only(text, text.size() - 1, 1);
  if (!of_digits || std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3 ||
      static_cast<std::size_t>(used) != text.size() || month < 1 || month > 12 || day < 1 ||
      day > 31)
    throw ValueError("time data " + python_repr(Value(text)) + " does not match format '%Y-%m-%d'");
  char out[16];
  std::snprintf(out, sizeof out, "%04d-%02d-%02d", year, month, day);
  return out;
}

// fields.Datetime.to_datetime: "YYYY-MM-DD HH:MM:SS" or a part of it from the left. Nothing may
// follow: a zone or a fraction would be lost.
std::string checked_datetime(const Field& field, const Value& value) {
  if (!value.is_string()) throw wrong_value(field, value);
  const std::string& text = value.get_ref<const std::string&>();
  static constexpr std::string_view earliest = "0001-01-01 00:00:00";
  const auto matches = [&text](std::size_t size) {
    for (std::size_t i = 0; i < size; ++i)
      if (digits_only(earliest, i, 1) ? !digits_only(text, i, 1) : text[i] != earliest[i])
        return false;
    return true;
  };
  const std::size_t size = std::min(text.size(), earliest.size());
  // not in the middle of a number
  const bool whole = size >= 4 && (size == earliest.size() || !digits_only(earliest, size, 1) ||
                                   !digits_only(earliest, size - 1, 1));
  if (!whole || !matches(size))
    throw ValueError("time data " + python_repr(value) +
                     " does not match format '%Y-%m-%d %H:%M:%S'");
  if (text.size() > size) throw ValueError("unconverted data remains: " + text.substr(size));
  return text + std::string(earliest.substr(size));
}

double to_number(const Field& field, const Value& value) {
  if (value.is_number()) return value.get<double>();
  if (value.is_boolean()) return value.get<bool>() ? 1 : 0;
  if (value.is_null()) return 0;
  if (value.is_string()) {
    if (const auto number = bridge::python_float(value.get_ref<const std::string&>()))
      return *number;
    throw ValueError("could not convert string to float: " + python_repr(value));
  }
  throw wrong_value(field, value);
}

double rounded(const Field& field, double number) {
  if (!field.has_digits) return number;
  const double factor = std::pow(10.0, field.digits_scale);
  return std::round(number * factor) / factor;
}

Id to_integer(const Field& field, const Value& value) {
  if (value.is_number() || value.is_string() || value.is_boolean()) return python_int(value);
  if (value.is_null()) return 0;
  throw wrong_value(field, value);
}

}  // namespace

Value empty_value(const Field& field) {
  switch (field.type) {
    case FieldType::integer:
    case FieldType::many2one_reference:
      return 0;
    case FieldType::float_:
    case FieldType::monetary:
      return 0.0;
    case FieldType::one2many:
    case FieldType::many2many:
      return Value::array();
    default:
      return false;
  }
}

Value to_record(const Env& env, const Field& field, const Value& value) {
  switch (field.type) {
    case FieldType::boolean:
      return truthy(value);
    case FieldType::integer:
    case FieldType::many2one_reference:
      return truthy(value) ? to_integer(field, value) : 0;
    case FieldType::id:
      return value;
    case FieldType::float_:
    case FieldType::monetary:
      return rounded(field, to_number(field, value));
    case FieldType::char_:
    case FieldType::text:
      if (value.is_null() || value == false) return false;
      if (value.is_string()) return truncated(value.get<std::string>(), field.size);
      return truncated(python_repr(value), field.size);
    case FieldType::html:
      if (value.is_null() || value == false) return false;
      return sanitized(field, value.is_string() ? value.get<std::string>() : python_repr(value));
    case FieldType::date:
      return truthy(value) ? Value(checked_date(field, value)) : Value(false);
    case FieldType::datetime:
      return truthy(value) ? Value(checked_datetime(field, value)) : Value(false);
    case FieldType::selection: {
      if (!truthy(value)) return false;
      if (!field.selection_method.empty()) {
        for (const Value& item : Records(env, *field.model, {}).call(field.selection_method))
          if (value == item[0]) return value;
        throw wrong_value(field, value);
      }
      if (field.selection.empty()) return value;
      for (const auto& [key, label] : field.selection)
        if (value == key) return value;
      throw wrong_value(field, value);
    }
    case FieldType::many2one: {
      if (value.is_object() || value.is_string()) throw wrong_value(field, value);
      if (value.is_boolean()) return value.get<bool>() ? Value(1) : Value(false);
      const Id id = to_id(value);
      return id ? Value(id) : Value(false);
    }
    case FieldType::one2many:
    case FieldType::many2many:
      return value.is_array() ? value : Value::array();
    case FieldType::reference:
      if (!truthy(value)) return false;
      if (!value.is_string() || value.get_ref<const std::string&>().find(',') == std::string::npos)
        throw wrong_value(field, value);
      return value;
    default:
      return truthy(value) ? value : Value(false);
  }
}

bridge::Param to_column(const Env& env, const Field& field, const Value& value) {
  if (field.type == FieldType::boolean) return truthy(value);
  const Value kept = to_record(env, field, value);
  switch (field.type) {
    case FieldType::integer:
    case FieldType::many2one_reference:
      return kept.get<Id>();
    case FieldType::float_:
    case FieldType::monetary:
      return kept.get<double>();
    case FieldType::many2one:
      if (kept == false) return nullptr;
      return kept.get<Id>();
    case FieldType::binary:
    case FieldType::image:
      if (!kept.is_string()) return nullptr;
      return bridge::Bytes{kept.get<std::string>()};
    case FieldType::serialized:
      if (!truthy(kept)) return nullptr;
      return kept.is_string() ? kept.get<std::string>() : kept.dump();
    default:
      if (kept == false) return nullptr;
      return kept.is_string() ? kept.get<std::string>() : kept.dump();
  }
}

std::string column_type(const Field& field) {
  switch (field.type) {
    case FieldType::boolean:
      return "bool";
    case FieldType::integer:
    case FieldType::many2one:
    case FieldType::many2one_reference:
    case FieldType::id:
      return "int4";
    case FieldType::float_:
      return field.has_digits ? "numeric" : "float8";
    case FieldType::monetary:
      return "numeric";
    case FieldType::date:
      return "date";
    case FieldType::datetime:
      return "timestamp without time zone";
    case FieldType::text:
    case FieldType::html:
    case FieldType::serialized:
      return "text";
    case FieldType::binary:
    case FieldType::image:
      return "bytea";
    case FieldType::char_:
      return field.size ? "varchar(" + std::to_string(field.size) + ")" : "varchar";
    default:
      return "varchar";
  }
}

std::string placeholder(const Field& field) {
  switch (field.type) {
    case FieldType::date:
      return "%s::date";
    case FieldType::datetime:
      return "%s::timestamp";
    case FieldType::float_:
    case FieldType::monetary:
      return "%s::" + column_type(field);
    default:
      return "%s";
  }
}

Value from_column(const Field& field, const bridge::Cell& cell) {
  if (cell.is_null()) return empty_value(field);
  switch (field.type) {
    case FieldType::boolean:
      return cell.boolean();
    case FieldType::integer:
    case FieldType::many2one:
    case FieldType::many2one_reference:
    case FieldType::id:
      return cell.integer();
    case FieldType::float_:
    case FieldType::monetary:
      return cell.number();
    case FieldType::binary:
    case FieldType::image:
      return cell.bytes();
    case FieldType::date:
      return cell.str().substr(0, 10);
    case FieldType::datetime:
      return cell.str().substr(0, 19);
    default:
      return cell.str();
  }
}

std::string cache_key(const Env& env, const Field& field) {
  // en_US is the language of the source: the same text as without a language
  if (field.column()) return field.translate && env.lang() != "en_US" ? env.lang() : std::string();
  if (field.binary())
    return env.flag("bin_size") || env.flag(("bin_size_" + field.name).c_str()) ? "size" : "";
  std::string key = std::to_string(env.uid());
  if (field.x2many() && field.store) {
    const Value active_test = env.context("active_test");
    return key + (env.su() ? "s" : "u") + (active_test.is_null() || truthy(active_test) ? "a" : "");
  }
  // what the superuser sees of other records is not what the caller does
  if (env.su() && !field.compute_sudo) key += "s";
  key += ":" + env.lang();
  for (const std::string& name : field.depends_context)
    key += ":" + env.context(name.c_str()).dump();
  return key;
}

}  // namespace chatterd
