// The methods of list, tuple and dict that templates may call, and where those of str are found.
#include <algorithm>

#include "models/engine/templates/any.hpp"
#include "models/engine/templates/meter.hpp"
#include "models/engine/templates/text_methods.hpp"

namespace chatterd::templates {
namespace {

Any dict_method(const Dict& dict, const std::string& name, const Arguments& arguments) {
  if (name == "get") {
    const Any* value = find_key(dict, arguments.get(0, "key"));
    return value ? *value : arguments.get(1, "default");
  }
  if (name == "update") {
    for (const auto& [key, value] : arguments.named) set_key(dict, key, value);
    if (const Any* given = arguments.find(0, ""); given && given->as<Dict>()) {
      const auto items = *given->as<Dict>()->items;
      for (const auto& [key, value] : items) set_key(dict, key, value);
    }
    return {};
  }
  if (name == "setdefault") {
    if (const Any* value = find_key(dict, arguments.get(0, "key"))) return *value;
    set_key(dict, arguments.get(0, "key"), arguments.get(1, "default"));
    return arguments.get(1, "default");
  }
  if (name == "copy") return dict_of(*dict.items);
  List out;
  for (const auto& [key, value] : *dict.items)
    out.push_back(name == "keys" ? key : name == "values" ? value : tuple_of({key, value}));
  return list_of(std::move(out));
}

Any list_method(const Sequence& sequence, const std::string& name, const Arguments& arguments) {
  List& items = *sequence.items;
  if (name == "append" || name == "extend" || name == "insert") {
    check_size(items.size() * 16);
    spend(name == "insert" ? items.size() * 8 : 0);
    const List more = name == "extend" ? iterate(arguments.get(0, "iterable"))
                                       : List{arguments.get(name == "insert" ? 1 : 0, "object")};
    std::size_t place = items.size();
    if (name == "insert") {
      std::int64_t wanted = whole_argument(arguments, 0, "index", 0);
      if (wanted < 0)
        wanted = std::max<std::int64_t>(0, wanted + static_cast<std::int64_t>(items.size()));
      place = std::min(items.size(), static_cast<std::size_t>(wanted));
    }
    items.insert(items.begin() + static_cast<std::ptrdiff_t>(place), more.begin(), more.end());
    return {};
  }
  if (name == "pop") {
    std::int64_t place = whole_argument(arguments, 0, "index", -1);
    if (place < 0) place += static_cast<std::int64_t>(items.size());
    if (place < 0 || place >= static_cast<std::int64_t>(items.size()))
      fail("IndexError: pop index out of range");
    const Any out = items[static_cast<std::size_t>(place)];
    spend((items.size() - static_cast<std::size_t>(place)) * 8);
    items.erase(items.begin() + place);
    return out;
  }
  if (name == "reverse") {
    spend(items.size() * 8);
    std::reverse(items.begin(), items.end());
    return {};
  }
  if (name == "sort") {
    std::stable_sort(items.begin(), items.end(),
                     [](const Any& a, const Any& b) { return compare(a, b) < 0; });
    return {};
  }
  const Any wanted = arguments.get(0, "value");
  std::int64_t times = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!equal(items[i], wanted)) continue;
    if (name == "index") return i;
    ++times;
  }
  if (name == "index") fail("ValueError: " + repr(wanted) + " is not in list");
  return times;
}

}  // namespace

std::optional<Any> method_of(const Any& value, const std::string& name) {
  if (const Text* text = value.as<Text>()) {
    const auto known = text_methods().find(name);
    if (known == text_methods().end()) return std::nullopt;
    spend(weight(value));
    return function(name,
                    [held = *text, method = known->second](const Arguments& arguments) -> Any {
                      spend(held.bytes.size());
                      const Any out = method(held.bytes, arguments);
                      // methods of Markup answer Markup
                      if (const Text* made = out.as<Text>(); made && held.markup)
                        return markup(made->bytes);
                      return out;
                    });
  }
  if (const Dict* dict = value.as<Dict>()) {
    for (const char* known : {"get", "update", "setdefault", "copy", "keys", "values", "items"})
      if (name == known)
        return function(
            name, [held = *dict, name](const Arguments& a) { return dict_method(held, name, a); });
    return std::nullopt;
  }
  if (const Sequence* sequence = value.as<Sequence>()) {
    for (const char* known :
         {"count", "index", "append", "extend", "insert", "pop", "reverse", "sort"})
      if (name == known && (!sequence->tuple || name == "count" || name == "index"))
        return function(name, [held = *sequence, name](const Arguments& a) {
          return list_method(held, name, a);
        });
  }
  return std::nullopt;
}

}  // namespace chatterd::templates
