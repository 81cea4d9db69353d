// Filters of lists, numbers and dictionaries, one row each.
#include "models/engine/templates/jinja/jinja_filters.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "models/engine/html/python_text.hpp"
#include "models/engine/templates/jinja/jinja_filter_call.hpp"
#include "models/engine/templates/meter.hpp"

namespace chatterd::templates {
namespace {

Any default_filter(const FilterCall& call) {
  const bool missing =
      call.value.is_undefined() || (truth(call.get(1, "boolean", false)) && !truth(call.value));
  return missing ? call.get(0, "default_value", "") : call.value;
}

// The attribute path "a.b.0" of an item.
Any path_of(const Any& item, const Any& path) {
  if (path.integer()) return get_item(item, path);
  Any at = item;
  const Any dots = templates::call(*method_of(Any(str(path)), "split"), {{Any(".")}, {}});
  for (const Any& step : iterate(dots)) {
    const std::string name = str(step);
    const bool place = !name.empty() && name.size() < 10 &&
                       name.find_first_not_of("0123456789") == std::string::npos;
    at = place ? get_item(at, std::stoll(name)) : get_item(at, name);
  }
  return at;
}

Any join(const FilterCall& call) {
  const std::string between = str(call.get(0, "d", ""));
  const Any attribute = call.get(1, "attribute");
  List items = iterate(call.value);
  if (!attribute.is_none())
    for (Any& item : items) item = path_of(item, attribute);
  const bool html = call.autoescape && (is_markup(call.get(0, "d", "")) ||
                                        std::any_of(items.begin(), items.end(), is_markup));
  const std::string shown = html ? escape(call.get(0, "d", "")) : between;
  std::string out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    out += (i ? shown : "") + (html ? escape(items[i]) : str(items[i]));
    check_size(out.size());
  }
  return Text{out, html};
}

Any length_filter(const FilterCall& call) { return length(call.value); }

Any first(const FilterCall& call) {
  const List items = iterate(call.value);
  return items.empty() ? Any(Undefined{"No first item, sequence was empty."}) : items.front();
}

Any last(const FilterCall& call) {
  const List items = iterate(call.value);
  return items.empty() ? Any(Undefined{"No last item, sequence was empty."}) : items.back();
}

Any round_filter(const FilterCall& call) {
  if (!call.value.number())
    fail("TypeError: type " + type_name(call.value) + " doesn't define __round__ method");
  const std::string method = str(call.get(1, "method", "common"));
  const double scale = std::pow(10.0, static_cast<double>(call.whole(0, "precision", 0)));
  const double number = *call.value.number();
  if (method == "ceil") return std::ceil(number * scale) / scale;
  if (method == "floor") return std::floor(number * scale) / scale;
  if (method != "common") fail("FilterArgumentError: method must be common, ceil or floor");
  if (call.value.integer() && call.whole(0, "precision", 0) >= 0) return call.value;
  return std::nearbyint(number * scale) / scale;
}

Any int_filter(const FilterCall& call) {
  if (const auto number = call.value.number())
    return std::fabs(*number) < 9e18 ? Any(static_cast<std::int64_t>(*number))
                                     : call.get(0, "default", 0);
  const std::string text(html::strip(str(call.value)));
  try {
    std::size_t used = 0;
    const std::int64_t whole = std::stoll(text, &used, static_cast<int>(call.whole(1, "base", 10)));
    if (used == text.size()) return whole;
    const double real = std::stod(text, &used);
    if (used == text.size() && std::fabs(real) < 9e18) return static_cast<std::int64_t>(real);
  } catch (const std::exception&) {
  }
  return call.get(0, "default", 0);
}

Any float_filter(const FilterCall& call) {
  if (const auto number = call.value.number()) return *number;
  const std::string text(html::strip(str(call.value)));
  try {
    std::size_t used = 0;
    const double real = std::stod(text, &used);
    if (used == text.size()) return real;
  } catch (const std::exception&) {
  }
  return call.get(0, "default", 0.0);
}

Any list_filter(const FilterCall& call) { return list_of(iterate(call.value)); }

// What items are compared by: without regard to case unless asked for.
Any sort_key(const Any& item, bool exact) {
  return !exact && item.as<Text>() ? Any(html::lower(str(item))) : item;
}

Any sort(const FilterCall& call) {
  List items = iterate(call.value);
  const bool reverse = truth(call.get(0, "reverse", false)),
             exact = truth(call.get(1, "case_sensitive", false));
  const Any attribute = call.get(2, "attribute");
  std::vector<std::pair<Any, Any>> keyed;
  for (const Any& item : items)
    keyed.emplace_back(sort_key(attribute.is_none() ? item : path_of(item, attribute), exact),
                       item);
  std::stable_sort(keyed.begin(), keyed.end(), [&](const auto& a, const auto& b) {
    return reverse ? compare(b.first, a.first) < 0 : compare(a.first, b.first) < 0;
  });
  List out;
  for (auto& [key, item] : keyed) out.push_back(std::move(item));
  return list_of(std::move(out));
}

Any unique(const FilterCall& call) {
  const bool exact = truth(call.get(0, "case_sensitive", false));
  const Any attribute = call.get(1, "attribute");
  List keys, out;
  for (const Any& item : iterate(call.value)) {
    const Any key = sort_key(attribute.is_none() ? item : path_of(item, attribute), exact);
    if (std::any_of(keys.begin(), keys.end(), [&](const Any& known) { return equal(known, key); }))
      continue;
    if (keys.size() > 10'000) fail("MemoryError: a list of the template is too large");
    keys.push_back(key);
    out.push_back(item);
  }
  return list_of(std::move(out));
}

Any reverse(const FilterCall& call) {
  List items = iterate(call.value);
  std::reverse(items.begin(), items.end());
  if (!call.value.as<Text>()) return list_of(std::move(items));
  std::string out;
  for (const Any& item : items) out += str(item);
  return like(call.value, out);
}

Any sum(const FilterCall& call) {
  Any total = call.get(1, "start", 0);
  const Any attribute = call.get(0, "attribute");
  for (const Any& item : iterate(call.value))
    total = operate("+", total, attribute.is_none() ? item : path_of(item, attribute));
  return total;
}

Any extreme(const FilterCall& call, bool largest) {
  const bool exact = truth(call.get(0, "case_sensitive", false));
  const Any attribute = call.get(1, "attribute");
  std::optional<std::pair<Any, Any>> best;
  for (const Any& item : iterate(call.value)) {
    const Any key = sort_key(attribute.is_none() ? item : path_of(item, attribute), exact);
    if (!best || (largest ? compare(key, best->first) > 0 : compare(key, best->first) < 0))
      best = {key, item};
  }
  return best ? best->second : Any(Undefined{"No aggregated item, sequence was empty."});
}

Arguments behind(const Arguments& arguments, std::size_t from) {
  Arguments out;
  if (arguments.positional.size() > from)
    out.positional.assign(arguments.positional.begin() + static_cast<std::ptrdiff_t>(from),
                          arguments.positional.end());
  return out;
}

Any map_filter(const FilterCall& call) {
  List out;
  const Any* attribute = nullptr;
  for (const auto& [name, value] : call.arguments.named)
    if (name == "attribute") attribute = &value;
  if (call.arguments.positional.empty() && attribute == nullptr)
    fail("FilterArgumentError: map requires a filter argument");
  for (const Any& item : iterate(call.value)) {
    if (attribute) {
      const Any found = path_of(item, *attribute);
      out.push_back(found.is_undefined() ? call.get(SIZE_MAX, "default", found) : found);
      continue;
    }
    const std::string name = str(call.arguments.positional[0]);
    if (!is_filter(name)) fail("TemplateRuntimeError: No filter named '" + name + "'.");
    out.push_back(apply_filter(name, item, behind(call.arguments, 1), call.autoescape));
  }
  return list_of(std::move(out));
}

// select, reject, selectattr, rejectattr.
Any selected(const FilterCall& call, bool by_attribute, bool keep) {
  const std::size_t from = by_attribute ? 1 : 0;
  if (by_attribute && call.arguments.positional.empty())
    fail("FilterArgumentError: Missing parameter for attribute name");
  List out;
  for (const Any& item : iterate(call.value)) {
    const Any value = by_attribute ? path_of(item, call.arguments.positional[0]) : item;
    bool passes = false;
    if (call.arguments.positional.size() > from) {
      const std::string name = str(call.arguments.positional[from]);
      if (!is_test(name)) fail("TemplateRuntimeError: No test named '" + name + "'.");
      passes = apply_test(name, value, behind(call.arguments, from + 1));
    } else {
      passes = truth(value);
    }
    if (passes == keep) out.push_back(item);
  }
  return list_of(std::move(out));
}

Any groupby(const FilterCall& call) {
  const Any attribute = call.get(0, "attribute");
  Arguments by;
  by.named.emplace_back("attribute", attribute);
  const Any sorted = sort({call.value, by, call.autoescape});
  List out;
  for (const Any& item : iterate(sorted)) {
    const Any key = path_of(item, attribute);
    const bool same = !out.empty() && equal(sort_key((*out.back().as<Sequence>()->items)[0], false),
                                            sort_key(key, false));
    if (!same) out.push_back(tuple_of({key, list_of({})}));
    (*out.back().as<Sequence>()->items)[1].as<Sequence>()->items->push_back(item);
  }
  return list_of(std::move(out));
}

Any batch(const FilterCall& call) {
  const std::int64_t size = call.whole(0, "linecount", 0);
  if (size < 1) fail("ValueError: batch() arg must be positive");
  const Any* filler = call.arguments.find(1, "fill_with");
  List out, row;
  for (const Any& item : iterate(call.value)) {
    if (static_cast<std::int64_t>(row.size()) == size)
      out.push_back(list_of(std::exchange(row, {})));
    row.push_back(item);
  }
  if (!row.empty()) {
    check_size(static_cast<std::size_t>(size) * 16);
    while (filler && !filler->is_none() && static_cast<std::int64_t>(row.size()) < size) {
      spend(weight(*filler));
      row.push_back(*filler);
    }
    out.push_back(list_of(std::move(row)));
  }
  return list_of(std::move(out));
}

Any dictsort(const FilterCall& call) {
  const bool exact = truth(call.get(0, "case_sensitive", false)),
             reverse = truth(call.get(2, "reverse", false));
  const std::size_t by = str(call.get(1, "by", "key")) == "value" ? 1 : 0;
  List pairs = iterate(items_filter(call));
  const auto key = [&](const Any& pair) {
    return sort_key((*pair.as<Sequence>()->items)[by], exact);
  };
  std::stable_sort(pairs.begin(), pairs.end(), [&](const Any& a, const Any& b) {
    return reverse ? compare(key(b), key(a)) < 0 : compare(key(a), key(b)) < 0;
  });
  return list_of(std::move(pairs));
}

Any absolute(const FilterCall& call) {
  if (const auto whole = call.value.integer())
    return *whole < 0 ? operate("-", 0, *whole) : Any(*whole);
  if (const auto number = call.value.number()) return std::fabs(*number);
  fail("TypeError: bad operand type for abs(): '" + type_name(call.value) + "'");
}

Any attribute_filter(const FilterCall& call) {
  const std::string name = str(call.get(0, "name"));
  const Any found = get_attribute(call.value, name);
  return found;
}

const std::map<std::string, Filter>& filters() {
  static const std::map<std::string, Filter> rows{
      {"abs", absolute},
      {"attr", attribute_filter},
      {"batch", batch},
      {"count", length_filter},
      {"d", default_filter},
      {"default", default_filter},
      {"dictsort", dictsort},
      {"first", first},
      {"float", float_filter},
      {"groupby", groupby},
      {"int", int_filter},
      {"items", items_filter},
      {"join", join},
      {"last", last},
      {"length", length_filter},
      {"list", list_filter},
      {"map", map_filter},
      {"max", [](const FilterCall& call) { return extreme(call, true); }},
      {"min", [](const FilterCall& call) { return extreme(call, false); }},
      {"reject", [](const FilterCall& call) { return selected(call, false, false); }},
      {"rejectattr", [](const FilterCall& call) { return selected(call, true, false); }},
      {"reverse", reverse},
      {"round", round_filter},
      {"select", [](const FilterCall& call) { return selected(call, false, true); }},
      {"selectattr", [](const FilterCall& call) { return selected(call, true, true); }},
      {"sort", sort},
      {"sum", sum},
      {"unique", unique},
  };
  return rows;
}

}  // namespace

std::int64_t FilterCall::whole(std::size_t place, const char* name, std::int64_t otherwise) const {
  const Any given = get(place, name, otherwise);
  if (!given.integer())
    fail("TypeError: '" + type_name(given) + "' object cannot be interpreted as an integer");
  return *given.integer();
}

Any items_filter(const FilterCall& call) {
  if (call.value.is_undefined()) return list_of({});
  if (!call.value.as<Dict>()) fail("TypeError: Can only get item pairs from a mapping.");
  return templates::call(*method_of(call.value, "items"), {});
}

bool is_filter(const std::string& name) {
  return filters().contains(name) || text_filters().contains(name);
}

Any apply_filter(const std::string& name, const Any& value, const Arguments& arguments,
                 bool autoescape) {
  spend(Meter::step + weight(value));
  const auto text = text_filters().find(name);
  return (text == text_filters().end() ? filters().at(name)
                                       : text->second)({value, arguments, autoescape});
}

}  // namespace chatterd::templates
