// Comparison, membership, arithmetic and conversions as Python has them.
#include "models/engine/orm/python/python_operations.hpp"

#include <charconv>
#include <cmath>
#include <cstring>
#include <stdexcept>

namespace chatterd::python {

void fail(const std::string& what) { throw std::invalid_argument(what); }

bool equal(const Value& a, const Value& b) {
  if (a.is_boolean() && b.is_number()) return (a.get<bool>() ? 1.0 : 0.0) == b.get<double>();
  if (b.is_boolean() && a.is_number()) return equal(b, a);
  return a == b;
}

bool is_records(const Value& value) { return value.is_object() && value.contains("$model"); }

const Value& items_of(const Value& value) {
  if (is_records(value)) return value.at("$ids");
  if (value.is_array()) return value;
  fail("not iterable");
}

namespace {

bool membership(const Value& item, const Value& container) {
  if (container.is_string()) {
    if (!item.is_string()) return false;
    // linear also where std::string's search is not
    const auto &text = container.get_ref<const std::string&>(),
               &part = item.get_ref<const std::string&>();
    return ::memmem(text.data(), text.size(), part.data(), part.size()) != nullptr;
  }
  if (container.is_object() && !is_records(container))
    return item.is_string() && container.contains(item.get_ref<const std::string&>());
  for (const Value& candidate : items_of(container))
    if (equal(candidate, item)) return true;
  return false;
}

}  // namespace

bool truth(const Value& value) {
  return is_records(value) ? !value.at("$ids").empty() : truthy(value);
}

Value arithmetic(const std::string& op, const Value& a, const Value& b) {
  if (op == "+" && a.is_string() && b.is_string())
    return a.get<std::string>() + b.get<std::string>();
  if (op == "+" && a.is_array() && b.is_array()) {
    Value out = a;
    for (const Value& item : b) out.push_back(item);
    return out;
  }
  if (a.is_number_integer() && b.is_number_integer() && op != "/") {
    const std::int64_t x = a.get<std::int64_t>(), y = b.get<std::int64_t>();
    std::int64_t result = 0;
    bool overflow = false;
    if (op == "+") overflow = __builtin_add_overflow(x, y, &result);
    if (op == "-") overflow = __builtin_sub_overflow(x, y, &result);
    if (op == "*") overflow = __builtin_mul_overflow(x, y, &result);
    if (op == "//" || op == "%") {
      if (y == 0 || (y == -1 && x == INT64_MIN)) fail("division by zero");
      const std::int64_t quotient = x / y - ((x % y != 0 && (x < 0) != (y < 0)) ? 1 : 0);
      result = op == "//" ? quotient : x - quotient * y;
    }
    if (overflow) fail("integer overflow");
    return result;
  }
  if (!a.is_number() || !b.is_number()) fail("unsupported operand types for " + op);
  const double x = a.get<double>(), y = b.get<double>();
  if (op == "+") return x + y;
  if (op == "-") return x - y;
  if (op == "*") return x * y;
  if (y == 0) fail("division by zero");
  if (op == "/") return x / y;
  return op == "//" ? std::floor(x / y) : x - std::floor(x / y) * y;
}

bool compare(const std::string& op, const Value& a, const Value& b) {
  if (op == "==" || op == "is") return equal(a, b);
  if (op == "!=" || op == "is not") return !equal(a, b);
  if (op == "in") return membership(a, b);
  if (op == "not in") return !membership(a, b);
  if (!((a.is_number() && b.is_number()) || (a.is_string() && b.is_string())))
    fail("not comparable");
  if (op == "<") return a < b;
  if (op == "<=") return a <= b;
  if (op == ">") return a > b;
  return a >= b;
}

Value subscript(const Value& object, const Value& index) {
  if (object.is_object() && index.is_string() && object.contains(index.get<std::string>()))
    return object.at(index.get<std::string>());
  if (is_records(object) || !object.is_array() || !index.is_number_integer()) fail("bad subscript");
  std::int64_t at = index.get<std::int64_t>();
  if (at < 0) at += static_cast<std::int64_t>(object.size());
  if (at < 0 || at >= static_cast<std::int64_t>(object.size())) fail("index out of range");
  return object[static_cast<std::size_t>(at)];
}

Value builtin(const std::string& name, const Value& value) {
  if (name == "len")
    return value.is_string() ? value.get_ref<const std::string&>().size() : items_of(value).size();
  if (name == "bool") return truth(value);
  if (name == "str") return value.is_string() ? value : Value(python_repr(value));
  if (name == "int") {
    if (value.is_number_integer()) return value;
    if (value.is_number_float() && std::fabs(value.get<double>()) < 9e18)
      return static_cast<std::int64_t>(value.get<double>());
    if (value.is_boolean()) return value.get<bool>() ? 1 : 0;
    std::int64_t number = 0;
    const std::string text = value.is_string() ? value.get<std::string>() : "";
    const char* const end = text.data() + text.size();
    if (const auto read = std::from_chars(text.data(), end, number);
        text.empty() || read.ec != std::errc() || read.ptr != end)
      fail("int() of what is no number");
    return number;
  }
  return items_of(value);
}

}  // namespace chatterd::python
