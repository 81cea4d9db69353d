// Attributes, items and built-in functions of Python.
#include "models/engine/templates/python_access.hpp"

#include <algorithm>
#include <cmath>

#include "bridge/text/python_number.hpp"
#include "bridge/text/unicode.hpp"
#include "models/engine/html/python_text.hpp"
#include "models/engine/templates/meter.hpp"

namespace chatterd::templates {

Any first_argument(const Arguments& arguments) {
  if (arguments.positional.empty()) fail("TypeError: expected at least 1 argument, got 0");
  return arguments.positional[0];
}

namespace {

Any to_integer(const Arguments& arguments) {
  if (arguments.positional.empty()) return 0;
  const Any& value = arguments.positional[0];
  if (const auto whole = value.integer()) return *whole;
  if (const double* real = value.as<double>()) {
    if (!(std::fabs(*real) < 9e18)) fail("OverflowError: a number of the template is too large");
    return static_cast<std::int64_t>(*real);
  }
  if (!value.as<Text>())
    fail("TypeError: int() argument must be a string, a bytes-like object or a real number, not '" +
         type_name(value) + "'");
  const auto digits = bridge::python_integer(value.as<Text>()->bytes);
  if (!digits || digits->size() > 18)
    fail("ValueError: invalid literal for int() with base 10: " + repr(value));
  return static_cast<std::int64_t>(std::stoll(*digits));
}

Any to_float(const Arguments& arguments) {
  if (arguments.positional.empty()) return 0.0;
  const Any& value = arguments.positional[0];
  if (const auto number = value.number()) return *number;
  if (!value.as<Text>())
    fail("TypeError: float() argument must be a string or a real number, not '" + type_name(value) +
         "'");
  const auto number = bridge::python_float(value.as<Text>()->bytes);
  if (!number) fail("ValueError: could not convert string to float: " + repr(value));
  return *number;
}

Any sequence(const Arguments& arguments, bool tuple) {
  List items = arguments.positional.empty() ? List{} : iterate(arguments.positional[0]);
  return tuple ? tuple_of(std::move(items)) : list_of(std::move(items));
}

// Sets are lists without doubles.
Any distinct(const Arguments& arguments) {
  List out;
  for (const Any& item : arguments.positional.empty() ? List{} : iterate(arguments.positional[0]))
    if (std::none_of(out.begin(), out.end(), [&](const Any& known) { return equal(known, item); }))
      out.push_back(item);
  return list_of(std::move(out));
}

Any enumerate(const Arguments& arguments) {
  std::int64_t at = arguments.get(1, "start", 0).integer().value_or(0);
  List out;
  for (const Any& item : iterate(first_argument(arguments))) {
    spend(Meter::step + weight(item));
    out.push_back(tuple_of({Any(at++), item}));
  }
  return list_of(std::move(out));
}

Any zip(const Arguments& arguments) {
  std::vector<List> lists;
  for (const Any& given : arguments.positional) lists.push_back(iterate(given));
  std::size_t size = lists.empty() ? 0 : SIZE_MAX;
  for (const List& list : lists) size = std::min(size, list.size());
  List out;
  for (std::size_t i = 0; i < size; ++i) {
    List row;
    for (const List& list : lists) {
      spend(weight(list[i]));
      row.push_back(list[i]);
    }
    spend(Meter::step);
    out.push_back(tuple_of(std::move(row)));
  }
  return list_of(std::move(out));
}

Any all_of(const Arguments& arguments) {
  const List items = iterate(first_argument(arguments));
  return std::all_of(items.begin(), items.end(), truth);
}

Any any_of(const Arguments& arguments) {
  const List items = iterate(first_argument(arguments));
  return std::any_of(items.begin(), items.end(), truth);
}

Any character(const Arguments& arguments) {
  const auto code = first_argument(arguments).integer();
  if (!code || *code < 0 || *code > 0x10FFFF) fail("ValueError: chr() arg not in range(0x110000)");
  std::string out;
  bridge::append_utf8(out, static_cast<char32_t>(*code));
  return out;
}

Any code_of(const Arguments& arguments) {
  const Any value = first_argument(arguments);
  const std::u32string text = html::decode(value.as<Text>() ? str(value) : "");
  if (text.size() != 1)
    fail("TypeError: ord() expected a character, but string of length " +
         std::to_string(text.size()) + " found");
  return static_cast<std::int64_t>(text[0]);
}

Any quotient_and_rest(const Arguments& arguments) {
  const Any a = first_argument(arguments), b = arguments.get(1, "b");
  return tuple_of({operate("//", a, b), operate("%", a, b)});
}

}  // namespace

Any python_attribute(const Any& value, const std::string& name) {
  if (auto method = method_of(value, name)) return *method;
  if (const ObjectPtr* held = value.as<ObjectPtr>())
    if (auto found = (*held)->attribute(name)) return *found;
  fail("AttributeError: '" + type_name(value) + "' object has no attribute '" + name + "'");
}

Any python_item(const Any& value, const Any& key) {
  if (const Dict* dict = value.as<Dict>()) {
    if (const Any* found = find_key(*dict, key)) return *found;
    fail("KeyError: " + repr(key));
  }
  if (value.as<Sequence>() || value.as<Text>()) {
    if (!key.integer())
      fail("TypeError: " + type_name(value) + " indices must be integers or slices, not " +
           type_name(key));
    const List items = value.as<Sequence>() ? *value.as<Sequence>()->items : iterate(value);
    const std::int64_t size = static_cast<std::int64_t>(items.size());
    const std::int64_t at = *key.integer() < 0 ? *key.integer() + size : *key.integer();
    if (at >= 0 && at < size) return items[static_cast<std::size_t>(at)];
    fail("IndexError: " + std::string(value.as<Text>() ? "string" : type_name(value)) +
         " index out of range");
  }
  const ObjectPtr* held = value.as<ObjectPtr>();
  if (held == nullptr) fail("TypeError: '" + type_name(value) + "' object is not subscriptable");
  if (auto found = (*held)->item(key)) return *found;
  fail(key.integer() ? "IndexError: tuple index out of range" : "KeyError: " + repr(key));
}

bool identical(const Any& a, const Any& b) {
  const ObjectPtr *x = a.as<ObjectPtr>(), *y = b.as<ObjectPtr>();
  if (x && y) return x->get() == y->get();
  if (const Sequence* s = a.as<Sequence>(), *t = b.as<Sequence>(); s && t)
    return s->items == t->items;
  if (const Dict* s = a.as<Dict>(), *t = b.as<Dict>(); s && t) return s->items == t->items;
  return type_name(a) == type_name(b) && equal(a, b);
}

const Variables& python_builtins() {
  static const Variables rows = [] {
    Variables out{
        {"bool", function("bool",
                          [](const Arguments& a) -> Any {
                            return !a.positional.empty() && truth(first_argument(a));
                          })},
        {"int", function("int", to_integer)},
        {"float", function("float", to_float)},
        {"list", function("list", [](const Arguments& a) { return sequence(a, false); })},
        {"tuple", function("tuple", [](const Arguments& a) { return sequence(a, true); })},
        {"set", function("set", distinct)},
        {"repr",
         function("repr", [](const Arguments& a) -> Any { return repr(first_argument(a)); })},
        {"enumerate", function("enumerate", enumerate)},
        {"zip", function("zip", zip)},
        {"all", function("all", all_of)},
        {"any", function("any", any_of)},
        {"chr", function("chr", character)},
        {"ord", function("ord", code_of)},
        {"divmod", function("divmod", quotient_and_rest)},
        {"unicode", template_globals().at("str")},
        {"xrange", template_globals().at("range")},
    };
    for (const char* shared : {"str", "len", "abs", "min", "max", "sum", "filter", "reduce", "map",
                               "round", "range", "dict"})
      out.emplace(shared, template_globals().at(shared));
    return out;
  }();
  return rows;
}

}  // namespace chatterd::templates
