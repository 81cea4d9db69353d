#include "models/engine/python_json.hpp"

namespace chatterd {

namespace {

std::string scalar(const Value& value) {
  return value.dump(-1, ' ', true, Value::error_handler_t::replace);
}

}  // namespace

std::string python_json(const Value& value) {
  if (!value.is_structured()) return scalar(value);
  std::string out;
  const bool object = value.is_object();
  for (const auto& [key, item] : value.items()) {
    if (!out.empty()) out += ", ";
    if (object) out += scalar(key) + ": ";
    out += python_json(item);
  }
  return (object ? "{" : "[") + out + (object ? "}" : "]");
}

}  // namespace chatterd
