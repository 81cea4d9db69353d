// Arithmetic of template values.
#include <cmath>

#include "models/engine/templates/any.hpp"
#include "models/engine/templates/meter.hpp"

namespace chatterd::templates {
namespace {

[[noreturn]] void unsupported(std::string_view op, const Any& a, const Any& b) {
  fail("TypeError: unsupported operand type(s) for " + std::string(op) + ": '" + type_name(a) +
       "' and '" + type_name(b) + "'");
}

[[noreturn]] void overflow() { fail("OverflowError: a number of the template is too large"); }

std::int64_t multiplied(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (__builtin_mul_overflow(a, b, &result)) overflow();
  return result;
}

Any whole_power(std::int64_t base, std::int64_t exponent) {
  if (exponent < 0) {
    if (base == 0) fail("ZeroDivisionError: 0.0 cannot be raised to a negative power");
    return std::pow(static_cast<double>(base), static_cast<double>(exponent));
  }
  std::int64_t result = 1;
  if (base == 0 || base == 1) return exponent == 0 ? Any(1) : Any(base);
  if (base == -1) return exponent % 2 ? Any(-1) : Any(1);
  for (; exponent > 0; --exponent)
    result = multiplied(result, base);  // overflows after 63 rounds at most
  return result;
}

Any whole_number(std::string_view op, std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (op == "+") {
    if (__builtin_add_overflow(a, b, &result)) overflow();
    return result;
  }
  if (op == "-") {
    if (__builtin_sub_overflow(a, b, &result)) overflow();
    return result;
  }
  if (op == "*") return multiplied(a, b);
  if (op == "**") return whole_power(a, b);
  if (op == "|") return a | b;
  if (op == "&") return a & b;
  if (b == 0)
    fail(op == "/" ? "ZeroDivisionError: division by zero"
                   : "ZeroDivisionError: integer division or modulo by zero");
  if (op == "/") return static_cast<double>(a) / static_cast<double>(b);
  if (b == -1 && a == INT64_MIN) overflow();
  const std::int64_t quotient = a / b - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0);
  return op == "//" ? quotient : a - quotient * b;
}

Any real(std::string_view op, double a, double b) {
  if (op == "+") return a + b;
  if (op == "-") return a - b;
  if (op == "*") return a * b;
  if (op == "**") return std::pow(a, b);
  if (b == 0)
    fail(op == "%" ? "ZeroDivisionError: float modulo"
                   : "ZeroDivisionError: float division by zero");
  if (op == "/") return a / b;
  const double quotient = std::floor(a / b);
  return op == "//" ? quotient : a - quotient * b;
}

Any repeated(const Any& value, std::int64_t times) {
  const std::size_t count = times > 0 ? static_cast<std::size_t>(times) : 0;
  if (const Text* text = value.as<Text>()) {
    if (text->bytes.empty()) return value;
    if (count > largest_value / text->bytes.size()) check_size(largest_value + 1);
    spend(text->bytes.size() * count);
    std::string out;
    out.reserve(text->bytes.size() * count);
    for (std::size_t i = 0; i < count; ++i) out += text->bytes;
    return Text{std::move(out), text->markup};
  }
  const Sequence& sequence = *value.as<Sequence>();
  if (!sequence.items->empty() && count > 1'000'000 / sequence.items->size())
    check_size(largest_value + 1);
  for (const Any& item : *sequence.items) spend(weight(item) * count);
  List out;
  for (std::size_t i = 0; i < count; ++i)
    out.insert(out.end(), sequence.items->begin(), sequence.items->end());
  return Sequence{std::make_shared<List>(std::move(out)), sequence.tuple};
}

// Text with text: the result is Markup when one of them is, and the other is escaped.
Any joined(const Any& a, const Any& b) {
  const Text &x = *a.as<Text>(), &y = *b.as<Text>();
  check_size(x.bytes.size() + y.bytes.size());
  if (x.markup || y.markup) return markup(escape(a) + escape(b));
  return x.bytes + y.bytes;
}

Any formatted(const Text& format, const Any& values) {
  if (!format.markup) return percent_format(format.bytes, values);
  // Markup % values: what is put in is escaped
  const auto safe = [](const Any& value) { return value.number() ? value : Any(escape(value)); };
  Any escaped;
  if (const Sequence* tuple = values.as<Sequence>(); tuple && tuple->tuple) {
    List items;
    for (const Any& item : *tuple->items) items.push_back(safe(item));
    escaped = tuple_of(std::move(items));
  } else if (const Dict* dict = values.as<Dict>()) {
    std::vector<std::pair<Any, Any>> items;
    for (const auto& [key, item] : *dict->items) items.emplace_back(key, safe(item));
    escaped = dict_of(std::move(items));
  } else {
    escaped = safe(values);
  }
  return markup(percent_format(format.bytes, escaped));
}

}  // namespace

Any operate(std::string_view op, const Any& a, const Any& b) {
  for (const Any* side : {&a, &b}) {
    if (const Undefined* undefined = side->as<Undefined>())
      fail("UndefinedError: " + undefined->complaint);
    if (const ObjectPtr* object = side->as<ObjectPtr>())
      if (auto result = (*object)->operate(op, a, b)) return *result;
  }
  if (a.integer() && b.integer()) return whole_number(op, *a.integer(), *b.integer());
  if (a.number() && b.number() && op != "|" && op != "&") return real(op, *a.number(), *b.number());
  const Text *text = a.as<Text>(), *other = b.as<Text>();
  if (op == "%" && text) return formatted(*text, b);
  if (op == "+" && text && other) return joined(a, b);
  if (op == "+" && (text || other))
    fail(text ? "TypeError: can only concatenate str (not \"" + type_name(b) + "\") to str"
              : "TypeError: unsupported operand type(s) for +: '" + type_name(a) + "' and 'str'");
  const Sequence *first = a.as<Sequence>(), *second = b.as<Sequence>();
  if (op == "+" && first && second && first->tuple == second->tuple) {
    List items = *first->items;
    check_size((items.size() + second->items->size()) * 16);
    for (const Sequence* one : {first, second})
      for (const Any& item : *one->items) spend(weight(item));
    items.insert(items.end(), second->items->begin(), second->items->end());
    return Sequence{std::make_shared<List>(std::move(items)), first->tuple};
  }
  if (op == "*" && (text || first) && b.integer()) return repeated(a, *b.integer());
  if (op == "*" && (other || second) && a.integer()) return repeated(b, *a.integer());
  unsupported(op, a, b);
}

}  // namespace chatterd::templates
