// Which fields of a form tell the server when they change.
#pragma once
#include <memory>
#include <set>
#include <unordered_map>

#include "models/engine/orm/env.hpp"

namespace chatterd::views {

// Whom a field's value reaches: computed fields of any model, at any distance.
struct Dependents {
  std::unordered_map<const Field*, std::set<const Field*>> of;
  std::size_t memory() const;
};
std::shared_ptr<const Dependents> dependents(const Env& env);

// Whether a method of the model answers to a change of the field (@api.onchange in Odoo).
bool has_onchange_method(const Registry& registry, const Field& field);

}  // namespace chatterd::views
