// Attributes and items of values, within the sandbox.
#include "models/engine/templates/jinja/jinja_filters.hpp"

namespace chatterd::templates {

Any get_attribute(const Any& value, const std::string& name) {
  if (const Undefined* undefined = value.as<Undefined>())
    fail("UndefinedError: " + undefined->complaint);
  // Jinja's sandbox: what begins with an underscore is as if it were not there
  const std::string object = "'" + type_name(value) + " object'";
  if (name.starts_with('_'))
    return Undefined{"access to attribute '" + name + "' of " + object + " is unsafe."};
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
  if (const Undefined* undefined = value.as<Undefined>())
    fail("UndefinedError: " + undefined->complaint);
  if (const Dict* dict = value.as<Dict>()) {
    if (const Any* found = find_key(*dict, key)) return *found;
  } else if (const auto place = key.integer();
             place && (value.as<Sequence>() || value.as<Text>())) {
    const List items = value.as<Sequence>() ? *value.as<Sequence>()->items : iterate(value);
    const std::int64_t at = *place < 0 ? *place + static_cast<std::int64_t>(items.size()) : *place;
    if (at >= 0 && at < static_cast<std::int64_t>(items.size()))
      return items[static_cast<std::size_t>(at)];
  } else if (const ObjectPtr* held = value.as<ObjectPtr>()) {
    if (auto found = (*held)->item(key)) return *found;
  }
  if (key.as<Text>()) {
    const std::string name = str(key);
    if (name.starts_with('_')) return get_attribute(value, name);
    if (auto method = method_of(value, name)) return *method;
    if (const ObjectPtr* held = value.as<ObjectPtr>())
      if (auto found = (*held)->attribute(name)) return *found;
    return Undefined{"'" + type_name(value) + " object' has no attribute '" + name + "'"};
  }
  return Undefined{type_name(value) + " object has no element " + repr(key)};
}

}  // namespace chatterd::templates
