// Conversions of dynamic values that every model needs.
#include "models/engine/value.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <unordered_set>

#include "bridge/text/python_number.hpp"
#include "bridge/text/python_repr.hpp"
#include "models/engine/errors.hpp"

namespace chatterd {

bool truthy(const Value& value) {
  switch (value.type()) {
    case Value::value_t::null:
      return false;
    case Value::value_t::boolean:
      return value.get<bool>();
    case Value::value_t::number_integer:
    case Value::value_t::number_unsigned:
      return value.get<std::int64_t>() != 0;
    case Value::value_t::number_float:
      return value.get<double>() != 0;
    case Value::value_t::string:
      return !value.get_ref<const std::string&>().empty();
    default:
      return !value.empty();
  }
}

Id to_id(const Value& value) {
  if (value.is_number_integer()) return value.get<Id>();
  if (value.is_null() || (value.is_boolean() && !value.get<bool>())) return 0;
  if (value.is_string() && value.get_ref<const std::string&>().empty()) return 0;
  if (value.is_array() && value.empty()) return 0;
  if (value.is_array() && value[0].is_number_integer()) return value[0].get<Id>();
  if (value.is_number_float() && std::floor(value.get<double>()) == value.get<double>())
    return static_cast<Id>(value.get<double>());
  throw TypeError("expected a record id, got " + value.dump());
}

Ids to_ids(const Value& value) {
  Ids ids;
  if (value.is_array()) {
    ids.reserve(value.size());
    for (const Value& item : value) {
      const Id id = to_id(item);
      if (id != 0) ids.push_back(id);
    }
  } else if (const Id id = to_id(value); id != 0) {
    ids.push_back(id);
  }
  return ids;
}

Id python_int(const Value& value) {
  if (value.is_number_integer()) return value.get<Id>();
  if (value.is_boolean()) return value.get<bool>() ? 1 : 0;
  if (value.is_number_float()) return static_cast<Id>(value.get<double>());
  if (!value.is_string())
    throw TypeError(
        std::string(
            "int() argument must be a string, a bytes-like object or a real number, not '") +
        python_type(value) + "'");
  const auto digits = bridge::python_integer(value.get_ref<const std::string&>());
  if (!digits) throw ValueError("invalid literal for int() with base 10: " + python_repr(value));
  // Python's numbers have no end; what is too large for any use here stays too large.
  if (constexpr std::size_t most_digits = 18;
      digits->size() - digits->starts_with('-') > most_digits)
    return digits->starts_with('-') ? std::numeric_limits<Id>::min()
                                    : std::numeric_limits<Id>::max();
  return std::stoll(*digits);
}

std::string to_text(const Value& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!truthy(value) && !value.is_number()) return {};
  return value.is_boolean() ? "True" : value.dump();
}

Ids unique(const Ids& ids) {
  std::unordered_set<Id> seen;
  Ids out;
  out.reserve(ids.size());
  for (const Id id : ids)
    if (seen.insert(id).second) out.push_back(id);
  return out;
}

bool contains(const Ids& ids, Id id) { return std::find(ids.begin(), ids.end(), id) != ids.end(); }

const char* python_type(const Value& value) {
  if (value.is_null()) return "NoneType";
  if (value.is_boolean()) return "bool";
  if (value.is_number_integer()) return "int";
  if (value.is_number()) return "float";
  return value.is_string() ? "str" : value.is_array() ? "list" : "dict";
}

std::string python_repr(const Value& value) {
  switch (value.type()) {
    case Value::value_t::null:
      return "None";
    case Value::value_t::boolean:
      return value.get<bool>() ? "True" : "False";
    case Value::value_t::string:
      return bridge::python_string(value.get<std::string>());
    case Value::value_t::array: {
      std::string out = "[";
      for (std::size_t i = 0; i < value.size(); ++i) out += (i ? ", " : "") + python_repr(value[i]);
      return out + "]";
    }
    case Value::value_t::object: {
      std::string out = "{";
      for (const auto& [key, item] : value.items())
        out += (out.size() > 1 ? ", " : "") + bridge::python_string(key) + ": " + python_repr(item);
      return out + "}";
    }
    default:
      return value.dump();
  }
}

std::string recordset_text(std::string_view model, const Ids& ids) {
  std::string out(model);
  out += '(';
  for (std::size_t i = 0; i < ids.size(); ++i) out += (i ? ", " : "") + std::to_string(ids[i]);
  if (ids.size() == 1) out += ',';
  return out + ')';
}

}  // namespace chatterd
