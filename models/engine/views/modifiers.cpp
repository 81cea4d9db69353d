// Expressions of views are Python's; what is made of them is JSON as Python writes it.
#include "models/engine/views/modifiers.hpp"

#include <stdexcept>

#include "models/engine/orm/python/python_expression.hpp"
#include "models/engine/python_json.hpp"

namespace chatterd::views {
namespace {

constexpr const char* known_modifiers[] = {"invisible", "readonly", "required"};

// A literal, or an expression on the context.
Value evaluated(const Env& env, const std::string& source) {
  const PythonNames names{[&](const std::string& name) -> Value {
                            if (name == "context") return env.context();
                            if (name == "True") return true;
                            if (name == "False") return false;
                            if (name == "None") return nullptr;
                            throw std::invalid_argument("name '" + name + "' is not defined");
                          },
                          [](const Value&, const std::string& attribute) -> Value {
                            throw std::invalid_argument("no attribute '" + attribute + "'");
                          },
                          [](const Value& object, const std::string& method,
                             const std::vector<Value>& arguments) -> Value {
                            if (!object.is_object() || method != "get" || arguments.empty() ||
                                !arguments[0].is_string())
                              throw std::invalid_argument("no method '" + method + "'");
                            const std::string key = arguments[0].get<std::string>();
                            if (object.contains(key)) return object.at(key);
                            return arguments.size() > 1 ? arguments[1] : Value();
                          }};
  try {
    return evaluate_python(source, names);
  } catch (const std::invalid_argument& error) {
    throw ValueError(std::string(error.what()) + " while evaluating\n" + python_repr(source));
  }
}

}  // namespace

void add_field_modifiers(const Value& description, Value& modifiers) {
  for (const char* name : known_modifiers)
    modifiers[name] = description.contains(name) && truthy(description[name]);
}

void add_node_modifiers(const Env& env, const xmlNode* node, bool in_tree, Value& modifiers) {
  const auto of = [&](const char* name) { return html::attribute(node, name).value_or(""); };
  if (const std::string attrs = of("attrs"); !attrs.empty()) {
    const Value given = evaluated(env, attrs);
    if (!given.is_object()) throw TypeError("attrs of a view are a dict");
    for (const auto& [name, value] : given.items()) modifiers[name] = value;
  }
  if (const std::string states = of("states"); !states.empty()) {
    Value list = Value::array();
    std::size_t at = 0;
    for (std::size_t end; (end = states.find(',', at)) != std::string::npos; at = end + 1)
      list.push_back(states.substr(at, end - at));
    list.push_back(states.substr(at));
    const Value condition = Value::array({"state", "not in", std::move(list)});
    if (modifiers.contains("invisible") && modifiers["invisible"].is_array())
      modifiers["invisible"].push_back(condition);
    else
      modifiers["invisible"] = Value::array({condition});
  }
  for (const char* name : known_modifiers) {
    const std::string source = of(name);
    if (source.empty()) continue;
    const bool so = truthy(evaluated(env, source));
    if (in_tree && std::string_view(name) == "invisible")
      modifiers["column_invisible"] = so;
    else if (so || !modifiers.contains(name) || !modifiers[name].is_array())
      modifiers[name] = so;
  }
}

void put_modifiers(Value modifiers, xmlNode* node) {
  if (modifiers.empty()) return;
  for (const char* name : known_modifiers)
    if (modifiers.contains(name) && !truthy(modifiers[name])) modifiers.erase(name);
  html::set_attribute(node, "modifiers", python_json(modifiers));
}

}  // namespace chatterd::views
