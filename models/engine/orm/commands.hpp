// What x2many fields are written with: Odoo's commands, one maker each. A field's value is a list
// of them.
#pragma once
#include "models/engine/value.hpp"

namespace chatterd::command {

// A new record with these values.
inline Value create(Value values) { return Value::array({0, 0, std::move(values)}); }
inline Value update(const Value& id, Value values) {
  return Value::array({1, id, std::move(values)});
}
// The record stays, the link to it goes.
inline Value unlink(const Value& id) { return Value::array({3, id}); }
inline Value link(const Value& id) { return Value::array({4, id}); }
inline Value clear() { return Value::array({5, 0, 0}); }
// These and no others.
inline Value set(const Value& ids) { return Value::array({6, 0, ids}); }

// The whole value of a field: a link for each id.
inline Value links(const Ids& ids) {
  Value out = Value::array();
  for (const Id id : ids) out.push_back(link(id));
  return out;
}

}  // namespace chatterd::command
