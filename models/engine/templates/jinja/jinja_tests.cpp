// Tests of templates: what stands behind `is`.
#include <map>

#include "models/engine/templates/jinja/jinja_filters.hpp"

namespace chatterd::templates {
namespace {

using Test = bool (*)(const Any& value, const Arguments& arguments);

std::int64_t whole(const Any& value) {
  if (const auto number = value.integer()) return *number;
  if (const Undefined* undefined = value.as<Undefined>())
    fail("UndefinedError: " + undefined->complaint);
  fail("TypeError: not all arguments converted during string formatting");
}

bool iterable(const Any& value) {
  return value.as<Text>() || value.as<Sequence>() || value.as<Dict>() || value.is_undefined() ||
         (value.as<ObjectPtr>() && (*value.as<ObjectPtr>())->items());
}

bool divisible(const Any& value, const Arguments& arguments) {
  return equal(operate("%", whole(value), whole(arguments.get(0, "num"))), 0);
}

bool same(const Any& value, const Arguments& arguments) {
  const Any other = arguments.get(0, "other");
  return type_name(value) == type_name(other) && equal(value, other);
}

bool cased(const Any& value, const char* method) {
  const Any text = str(value);
  return truth(call(*method_of(text, method), {}));
}

template <class Compare>
bool ordered(const Any& value, const Arguments& arguments, Compare accepts) {
  return accepts(compare(value, arguments.get(0, "other")));
}

bool is_equal(const Any& value, const Arguments& a) { return equal(value, a.get(0, "other")); }
bool is_less(const Any& v, const Arguments& a) {
  return ordered(v, a, [](int order) { return order < 0; });
}
bool is_greater(const Any& v, const Arguments& a) {
  return ordered(v, a, [](int order) { return order > 0; });
}

const std::map<std::string, Test>& tests() {
  static const std::map<std::string, Test> rows{
      {"odd", [](const Any& v, const Arguments&) { return whole(v) % 2 != 0; }},
      {"even", [](const Any& v, const Arguments&) { return whole(v) % 2 == 0; }},
      {"divisibleby", divisible},
      {"defined", [](const Any& v, const Arguments&) { return !v.is_undefined(); }},
      {"undefined", [](const Any& v, const Arguments&) { return v.is_undefined(); }},
      {"filter", [](const Any& v, const Arguments&) { return is_filter(str(v)); }},
      {"test", [](const Any& v, const Arguments&) { return is_test(str(v)); }},
      {"none", [](const Any& v, const Arguments&) { return v.is_none(); }},
      {"boolean", [](const Any& v, const Arguments&) { return v.as<bool>() != nullptr; }},
      {"false", [](const Any& v, const Arguments&) { return v.as<bool>() && !*v.as<bool>(); }},
      {"true", [](const Any& v, const Arguments&) { return v.as<bool>() && *v.as<bool>(); }},
      {"integer", [](const Any& v, const Arguments&) { return v.as<std::int64_t>() != nullptr; }},
      {"float", [](const Any& v, const Arguments&) { return v.as<double>() != nullptr; }},
      {"number", [](const Any& v, const Arguments&) { return v.number().has_value(); }},
      {"lower", [](const Any& v, const Arguments&) { return cased(v, "islower"); }},
      {"upper", [](const Any& v, const Arguments&) { return cased(v, "isupper"); }},
      {"string", [](const Any& v, const Arguments&) { return v.as<Text>() != nullptr; }},
      {"mapping", [](const Any& v, const Arguments&) { return v.as<Dict>() != nullptr; }},
      {"sequence", [](const Any& v, const Arguments&) { return iterable(v); }},
      {"iterable", [](const Any& v, const Arguments&) { return iterable(v); }},
      {"callable",
       [](const Any& v, const Arguments&) {
         return v.as<ObjectPtr>() && (*v.as<ObjectPtr>())->callable();
       }},
      {"sameas", same},
      {"escaped",
       [](const Any& v, const Arguments&) { return v.as<Text>() && v.as<Text>()->markup; }},
      {"in", [](const Any& v, const Arguments& a) { return contains(a.get(0, "seq"), v); }},
      {"eq", is_equal},
      {"equalto", is_equal},
      {"ne", [](const Any& v, const Arguments& a) { return !is_equal(v, a); }},
      {"lt", is_less},
      {"lessthan", is_less},
      {"le",
       [](const Any& v, const Arguments& a) {
         return ordered(v, a, [](int order) { return order <= 0; });
       }},
      {"gt", is_greater},
      {"greaterthan", is_greater},
      {"ge",
       [](const Any& v, const Arguments& a) {
         return ordered(v, a, [](int order) { return order >= 0; });
       }},
  };
  return rows;
}

}  // namespace

bool is_test(const std::string& name) { return tests().contains(name); }

bool apply_test(const std::string& name, const Any& value, const Arguments& arguments) {
  return tests().at(name)(value, arguments);
}

}  // namespace chatterd::templates
