// Filters of templates, one row each.
#include "models/templates/jinja_filters.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "models/html/python_text.hpp"
#include "models/templates/url_quoting.hpp"
#include "models/value.hpp"

namespace chatterd::templates {
namespace {

struct Call {
  const Any& value;
  const Arguments& arguments;
  bool autoescape;
  Any get(std::size_t place, const char* name, Any otherwise = {}) const {
    return arguments.get(place, name, std::move(otherwise));
  }
  std::int64_t whole(std::size_t place, const char* name, std::int64_t otherwise) const {
    const Any given = get(place, name, otherwise);
    if (!given.integer()) fail("TypeError: '" + type_name(given) + "' object cannot be interpreted as an integer");
    return *given.integer();
  }
};
using Filter = Any (*)(const Call& call);

bool is_markup(const Any& value) { return value.as<Text>() && value.as<Text>()->markup; }

// A text made of the value, Markup when the value was.
Any like(const Any& value, std::string text) { return Text{std::move(text), is_markup(value)}; }

Any text_call(const Call& call, const char* method) {
  const Any text = call.value.as<Text>() ? call.value : Any(str(call.value));
  return templates::call(*method_of(text, method), {});
}

Any safe(const Call& call) { return markup(str(call.value)); }
Any escape_filter(const Call& call) { return markup(escape(call.value)); }
Any force_escape(const Call& call) { return markup(escape(str(call.value))); }

Any default_filter(const Call& call) {
  const bool missing = call.value.is_undefined() || (truth(call.get(1, "boolean", false)) && !truth(call.value));
  return missing ? call.get(0, "default_value", "") : call.value;
}

// The attribute path "a.b.0" of an item.
Any path_of(const Any& item, const Any& path) {
  if (path.integer()) return get_item(item, path);
  Any at = item;
  const Any dots = templates::call(*method_of(Any(str(path)), "split"), {{Any(".")}, {}});
  for (const Any& step : iterate(dots)) {
    const std::string name = str(step);
    const bool place = !name.empty() && name.size() < 10 && name.find_first_not_of("0123456789") == std::string::npos;
    at = place ? get_item(at, std::stoll(name)) : get_item(at, name);
  }
  return at;
}

Any join(const Call& call) {
  const std::string between = str(call.get(0, "d", ""));
  const Any attribute = call.get(1, "attribute");
  List items = iterate(call.value);
  if (!attribute.is_none())
    for (Any& item : items) item = path_of(item, attribute);
  const bool html =
      call.autoescape && (is_markup(call.get(0, "d", "")) || std::any_of(items.begin(), items.end(), is_markup));
  const std::string shown = html ? escape(call.get(0, "d", "")) : between;
  std::string out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    out += (i ? shown : "") + (html ? escape(items[i]) : str(items[i]));
    check_size(out.size());
  }
  return Text{out, html};
}

Any length_filter(const Call& call) { return length(call.value); }

Any first(const Call& call) {
  const List items = iterate(call.value);
  return items.empty() ? Any(Undefined{"No first item, sequence was empty."}) : items.front();
}

Any last(const Call& call) {
  const List items = iterate(call.value);
  return items.empty() ? Any(Undefined{"No last item, sequence was empty."}) : items.back();
}

Any round_filter(const Call& call) {
  if (!call.value.number()) fail("TypeError: type " + type_name(call.value) + " doesn't define __round__ method");
  const std::string method = str(call.get(1, "method", "common"));
  const double scale = std::pow(10.0, static_cast<double>(call.whole(0, "precision", 0)));
  const double number = *call.value.number();
  if (method == "ceil") return std::ceil(number * scale) / scale;
  if (method == "floor") return std::floor(number * scale) / scale;
  if (method != "common") fail("FilterArgumentError: method must be common, ceil or floor");
  if (call.value.integer() && call.whole(0, "precision", 0) >= 0) return call.value;
  return std::nearbyint(number * scale) / scale;
}

Any int_filter(const Call& call) {
  if (const auto number = call.value.number())
    return std::fabs(*number) < 9e18 ? Any(static_cast<std::int64_t>(*number)) : call.get(0, "default", 0);
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

Any float_filter(const Call& call) {
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

Any string_filter(const Call& call) { return is_markup(call.value) ? call.value : Any(str(call.value)); }
Any list_filter(const Call& call) { return list_of(iterate(call.value)); }

// What items are compared by: without regard to case unless asked for.
Any sort_key(const Any& item, bool exact) { return !exact && item.as<Text>() ? Any(html::lower(str(item))) : item; }

Any sort(const Call& call) {
  List items = iterate(call.value);
  const bool reverse = truth(call.get(0, "reverse", false)), exact = truth(call.get(1, "case_sensitive", false));
  const Any attribute = call.get(2, "attribute");
  std::vector<std::pair<Any, Any>> keyed;
  for (const Any& item : items)
    keyed.emplace_back(sort_key(attribute.is_none() ? item : path_of(item, attribute), exact), item);
  std::stable_sort(keyed.begin(), keyed.end(), [&](const auto& a, const auto& b) {
    return reverse ? compare(b.first, a.first) < 0 : compare(a.first, b.first) < 0;
  });
  List out;
  for (auto& [key, item] : keyed) out.push_back(std::move(item));
  return list_of(std::move(out));
}

Any unique(const Call& call) {
  const bool exact = truth(call.get(0, "case_sensitive", false));
  const Any attribute = call.get(1, "attribute");
  List keys, out;
  for (const Any& item : iterate(call.value)) {
    const Any key = sort_key(attribute.is_none() ? item : path_of(item, attribute), exact);
    if (std::any_of(keys.begin(), keys.end(), [&](const Any& known) { return equal(known, key); })) continue;
    if (keys.size() > 10'000) fail("MemoryError: a list of the template is too large");
    keys.push_back(key);
    out.push_back(item);
  }
  return list_of(std::move(out));
}

Any reverse(const Call& call) {
  List items = iterate(call.value);
  std::reverse(items.begin(), items.end());
  if (!call.value.as<Text>()) return list_of(std::move(items));
  std::string out;
  for (const Any& item : items) out += str(item);
  return like(call.value, out);
}

Any sum(const Call& call) {
  Any total = call.get(1, "start", 0);
  const Any attribute = call.get(0, "attribute");
  for (const Any& item : iterate(call.value))
    total = operate("+", total, attribute.is_none() ? item : path_of(item, attribute));
  return total;
}

Any extreme(const Call& call, bool largest) {
  const bool exact = truth(call.get(0, "case_sensitive", false));
  const Any attribute = call.get(1, "attribute");
  std::optional<std::pair<Any, Any>> best;
  for (const Any& item : iterate(call.value)) {
    const Any key = sort_key(attribute.is_none() ? item : path_of(item, attribute), exact);
    if (!best || (largest ? compare(key, best->first) > 0 : compare(key, best->first) < 0)) best = {key, item};
  }
  return best ? best->second : Any(Undefined{"No aggregated item, sequence was empty."});
}

Arguments behind(const Arguments& arguments, std::size_t from) {
  Arguments out;
  if (arguments.positional.size() > from)
    out.positional.assign(arguments.positional.begin() + static_cast<std::ptrdiff_t>(from), arguments.positional.end());
  return out;
}

Any map_filter(const Call& call) {
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
Any selected(const Call& call, bool by_attribute, bool keep) {
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

Any groupby(const Call& call) {
  const Any attribute = call.get(0, "attribute");
  Arguments by;
  by.named.emplace_back("attribute", attribute);
  const Any sorted = sort({call.value, by, call.autoescape});
  List out;
  for (const Any& item : iterate(sorted)) {
    const Any key = path_of(item, attribute);
    const bool same =
        !out.empty() && equal(sort_key((*out.back().as<Sequence>()->items)[0], false), sort_key(key, false));
    if (!same) out.push_back(tuple_of({key, list_of({})}));
    (*out.back().as<Sequence>()->items)[1].as<Sequence>()->items->push_back(item);
  }
  return list_of(std::move(out));
}

Any batch(const Call& call) {
  const std::int64_t size = call.whole(0, "linecount", 0);
  if (size < 1) fail("ValueError: batch() arg must be positive");
  const Any* filler = call.arguments.find(1, "fill_with");
  List out, row;
  for (const Any& item : iterate(call.value)) {
    if (static_cast<std::int64_t>(row.size()) == size) out.push_back(list_of(std::exchange(row, {})));
    row.push_back(item);
  }
  if (!row.empty()) {
    check_size(static_cast<std::size_t>(size) * 16);
    while (filler && !filler->is_none() && static_cast<std::int64_t>(row.size()) < size) row.push_back(*filler);
    out.push_back(list_of(std::move(row)));
  }
  return list_of(std::move(out));
}

Any items(const Call& call) {
  if (call.value.is_undefined()) return list_of({});
  if (!call.value.as<Dict>()) fail("TypeError: Can only get item pairs from a mapping.");
  return templates::call(*method_of(call.value, "items"), {});
}

Any dictsort(const Call& call) {
  const bool exact = truth(call.get(0, "case_sensitive", false)), reverse = truth(call.get(2, "reverse", false));
  const std::size_t by = str(call.get(1, "by", "key")) == "value" ? 1 : 0;
  List pairs = iterate(items(call));
  const auto key = [&](const Any& pair) { return sort_key((*pair.as<Sequence>()->items)[by], exact); };
  std::stable_sort(pairs.begin(), pairs.end(), [&](const Any& a, const Any& b) {
    return reverse ? compare(key(b), key(a)) < 0 : compare(key(a), key(b)) < 0;
  });
  return list_of(std::move(pairs));
}

Any absolute(const Call& call) {
  if (const auto whole = call.value.integer()) return *whole < 0 ? operate("-", 0, *whole) : Any(*whole);
  if (const auto number = call.value.number()) return std::fabs(*number);
  fail("TypeError: bad operand type for abs(): '" + type_name(call.value) + "'");
}

Any attribute_filter(const Call& call) {
  const std::string name = str(call.get(0, "name"));
  const Any found = get_attribute(call.value, name);
  return found;
}

Any format_filter(const Call& call) {
  if (!call.arguments.named.empty()) {
    std::vector<std::pair<Any, Any>> named;
    for (const auto& [name, value] : call.arguments.named) named.emplace_back(name, value);
    return operate("%", string_filter(call), dict_of(std::move(named)));
  }
  return operate("%", string_filter(call), tuple_of(call.arguments.positional));
}

Any replace(const Call& call) {
  Arguments arguments{{Any(str(call.get(0, "old"))), Any(str(call.get(1, "new")))}, {}};
  const Any count = call.get(2, "count");
  if (!count.is_none()) arguments.positional.push_back(count);
  const bool html = call.autoescape && (is_markup(call.value) || is_markup(call.get(1, "new")));
  if (html) {
    arguments.positional[0] = is_markup(call.value) ? Any(escape(call.get(0, "old"))) : Any(str(call.get(0, "old")));
    arguments.positional[1] = Any(escape(call.get(1, "new")));
  }
  const std::string text = html ? escape(call.value) : str(call.value);
  return Text{str(templates::call(*method_of(Any(text), "replace"), arguments)), html};
}

Any trim(const Call& call) {
  const Any characters = call.get(0, "chars");
  const Any text = string_filter(call);
  return templates::call(*method_of(text, "strip"), {{characters}, {}});
}

Any striptags(const Call& call) {
  std::string text = str(call.value), out;
  for (std::size_t at = 0; at < text.size();) {
    const bool comment = text.compare(at, 4, "<!--") == 0;
    const std::size_t end = text[at] == '<' ? text.find(comment ? "-->" : ">", at + 1) : std::string::npos;
    if (end == std::string::npos)
      out += text[at++];
    else
      at = end + (comment ? 3 : 1);
  }
  std::string words;
  for (const Any& word : iterate(templates::call(*method_of(Any(out), "split"), {})))
    words += (words.empty() ? "" : " ") + str(word);
  for (const auto& [entity, sign] : {std::pair("&lt;", "<"),
                                     {"&gt;", ">"},
                                     {"&#34;", "\""},
                                     {"&quot;", "\""},
                                     {"&#39;", "'"},
                                     {"&nbsp;", "\u00a0"},
                                     {"&amp;", "&"}})
    words = html::replace_all(words, entity, sign);
  return words;
}

Any truncate(const Call& call) {
  const std::string text = str(call.value), tail = str(call.get(2, "end", "..."));
  const std::int64_t size = call.whole(0, "length", 255), leeway = call.whole(3, "leeway", 5);
  const auto tail_size = static_cast<std::int64_t>(html::count_characters(tail));
  if (size < tail_size) fail("AssertionError: expected length >= " + std::to_string(tail_size));
  if (static_cast<std::int64_t>(html::count_characters(text)) <= size + leeway) return call.value;
  std::string cut = text.substr(0, html::skip_characters(text, 0, static_cast<std::size_t>(size - tail_size)));
  if (!truth(call.get(1, "killwords", false)))
    if (const std::size_t space = cut.rfind(' '); space != std::string::npos) cut.resize(space);
  return like(call.value, cut + tail);
}

Any indent(const Call& call) {
  const Any width = call.get(0, "width", 4);
  const std::string by =
      width.as<Text>()
          ? str(width)
          : std::string(static_cast<std::size_t>(std::clamp<std::int64_t>(call.whole(0, "width", 4), 0, 1000)), ' ');
  const bool front = truth(call.get(1, "first", false)), blank = truth(call.get(2, "blank", false));
  const std::string text = str(call.value) + "\n";
  std::string out;
  bool begin = true;
  const std::vector<std::string_view> lines = html::splitlines(text);
  for (const std::string_view line : lines) {
    if (!begin) out += '\n';
    if (begin ? front : blank || !line.empty()) out += by;
    out += line;
    begin = false;
    check_size(out.size());
  }
  return like(call.value, out);
}

Any wordcount(const Call& call) { return length(templates::call(*method_of(Any(str(call.value)), "split"), {})); }

Any center(const Call& call) {
  return templates::call(*method_of(string_filter(call), "center"), {{call.get(0, "width", 80)}, {}});
}

Any capitalize(const Call& call) { return text_call(call, "capitalize"); }

// Unlike str.title(), only white space and - ( { [ < begin words.
Any title(const Call& call) {
  const std::string text = str(call.value);
  std::string out;
  bool begins = true;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t from = at;
    const char32_t c = html::next_character(text, at);
    const Any one = text.substr(from, at - from);
    out += str(templates::call(*method_of(one, begins ? "upper" : "lower"), {}));
    begins = html::is_space(c) || c == '-' || c == '(' || c == '{' || c == '[' || c == '<';
  }
  return like(call.value, out);
}

Any urlencode(const Call& call) {
  if (call.value.as<Text>() || !(call.value.as<Dict>() || call.value.as<Sequence>()))
    return url_quote(str(call.value), "/");
  std::string out;
  const Any pairs = call.value.as<Dict>() ? items(call) : call.value;
  for (const Any& pair : iterate(pairs)) {
    const List both = iterate(pair);
    if (both.size() != 2)
      fail("ValueError: not enough values to unpack (expected 2, got " + std::to_string(both.size()) + ")");
    out += (out.empty() ? "" : "&") + url_quote_plus(str(both[0])) + "=" + url_quote_plus(str(both[1]));
  }
  return out;
}

Value json_of(const Any& value) {
  if (value.is_none()) return nullptr;
  if (const bool* flag = value.as<bool>()) return *flag;
  if (value.integer()) return *value.integer();
  if (value.number()) return *value.number();
  if (value.as<Text>()) return str(value);
  if (const Sequence* sequence = value.as<Sequence>()) {
    Value out = Value::array();
    for (const Any& item : *sequence->items) out.push_back(json_of(item));
    return out;
  }
  if (const Dict* dict = value.as<Dict>()) {
    Value out = Value::object();
    for (const auto& [key, item] : *dict->items) out[str(key)] = json_of(item);
    return out;
  }
  fail("TypeError: Object of type " + type_name(value) + " is not JSON serializable");
}

// Python's json.dumps with sorted keys, and what would end a script escaped.
std::string json_text(const Value& value) {
  std::string out;
  if (value.is_array()) {
    for (const Value& item : value) out += (out.empty() ? "" : ", ") + json_text(item);
    return "[" + out + "]";
  }
  if (value.is_object()) {
    for (const auto& [key, item] : value.items())
      out += (out.empty() ? "" : ", ") + Value(key).dump(-1, ' ', true) + ": " + json_text(item);
    return "{" + out + "}";
  }
  return value.dump(-1, ' ', true);
}

Any tojson(const Call& call) {
  std::string text = json_text(json_of(call.value));
  for (const auto& [from, to] : {std::pair("<", "\\u003c"), {">", "\\u003e"}, {"&", "\\u0026"}, {"'", "\\u0027"}})
    text = html::replace_all(text, from, to);
  return markup(text);
}

const std::map<std::string, Filter>& filters() {
  static const std::map<std::string, Filter> rows{
      {"abs", absolute},
      {"attr", attribute_filter},
      {"batch", batch},
      {"capitalize", capitalize},
      {"center", center},
      {"count", length_filter},
      {"d", default_filter},
      {"default", default_filter},
      {"dictsort", dictsort},
      {"e", escape_filter},
      {"escape", escape_filter},
      {"first", first},
      {"float", float_filter},
      {"forceescape", force_escape},
      {"format", format_filter},
      {"groupby", groupby},
      {"indent", indent},
      {"int", int_filter},
      {"items", items},
      {"join", join},
      {"last", last},
      {"length", length_filter},
      {"list", list_filter},
      {"lower", [](const Call& call) { return text_call(call, "lower"); }},
      {"map", map_filter},
      {"max", [](const Call& call) { return extreme(call, true); }},
      {"min", [](const Call& call) { return extreme(call, false); }},
      {"reject", [](const Call& call) { return selected(call, false, false); }},
      {"rejectattr", [](const Call& call) { return selected(call, true, false); }},
      {"replace", replace},
      {"reverse", reverse},
      {"round", round_filter},
      {"safe", safe},
      {"select", [](const Call& call) { return selected(call, false, true); }},
      {"selectattr", [](const Call& call) { return selected(call, true, true); }},
      {"sort", sort},
      {"string", string_filter},
      {"striptags", striptags},
      {"sum", sum},
      {"title", title},
      {"tojson", tojson},
      {"trim", trim},
      {"truncate", truncate},
      {"unique", unique},
      {"upper", [](const Call& call) { return text_call(call, "upper"); }},
      {"urlencode", urlencode},
      {"wordcount", wordcount},
  };
  return rows;
}

}  // namespace

bool is_filter(const std::string& name) { return filters().contains(name); }

Any apply_filter(const std::string& name, const Any& value, const Arguments& arguments, bool autoescape) {
  return filters().at(name)({value, arguments, autoescape});
}

Any get_attribute(const Any& value, const std::string& name) {
  if (const Undefined* undefined = value.as<Undefined>()) fail("UndefinedError: " + undefined->complaint);
  // Jinja's sandbox: what begins with an underscore is as if it were not there
  const std::string object = "'" + type_name(value) + " object'";
  if (name.starts_with('_')) return Undefined{"access to attribute '" + name + "' of " + object + " is unsafe."};
  if (auto method = method_of(value, name)) return *method;
  if (const ObjectPtr* held = value.as<ObjectPtr>())
    if (auto found = (*held)->attribute(name)) return *found;
  if (const Dict* dict = value.as<Dict>())
    if (const Any* found = find_key(*dict, name)) return *found;
  if (const ObjectPtr* held = value.as<ObjectPtr>())
    if (auto found = (*held)->item(name)) return *found;
  return Undefined{object + " has no attribute '" + name + "'"};
}

Any get_item(const Any& value, const Any& key) {
  if (const Undefined* undefined = value.as<Undefined>()) fail("UndefinedError: " + undefined->complaint);
  if (const Dict* dict = value.as<Dict>()) {
    if (const Any* found = find_key(*dict, key)) return *found;
  } else if (const auto place = key.integer(); place && (value.as<Sequence>() || value.as<Text>())) {
    const List items = value.as<Sequence>() ? *value.as<Sequence>()->items : iterate(value);
    const std::int64_t at = *place < 0 ? *place + static_cast<std::int64_t>(items.size()) : *place;
    if (at >= 0 && at < static_cast<std::int64_t>(items.size())) return items[static_cast<std::size_t>(at)];
  } else if (const ObjectPtr* held = value.as<ObjectPtr>()) {
    if (auto found = (*held)->item(key)) return *found;
  }
  if (key.as<Text>()) {
    const std::string name = str(key);
    if (!name.starts_with('_')) {
      if (auto method = method_of(value, name)) return *method;
      if (const ObjectPtr* held = value.as<ObjectPtr>())
        if (auto found = (*held)->attribute(name)) return *found;
    }
    return Undefined{"'" + type_name(value) + " object' has no attribute '" + name + "'"};
  }
  return Undefined{type_name(value) + " object has no element " + repr(key)};
}

}  // namespace chatterd::templates
