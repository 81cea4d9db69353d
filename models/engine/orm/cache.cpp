// The values of one transaction.
#include "models/engine/orm/cache.hpp"

namespace chatterd {

const Value* Cache::find(const Field& field, const std::string& key, Id id) const {
  const auto by_key = values_.find(&field);
  if (by_key == values_.end()) return nullptr;
  const auto by_id = by_key->second.find(key);
  if (by_id == by_key->second.end()) return nullptr;
  const auto found = by_id->second.find(id);
  return found == by_id->second.end() ? nullptr : &found->second;
}

void Cache::set(const Field& field, const std::string& key, Id id, Value value) {
  values_[&field][key][id] = std::move(value);
}

void Cache::forget(const Field& field, const Ids& ids) {
  const auto by_key = values_.find(&field);
  if (by_key == values_.end()) return;
  for (auto& [key, by_id] : by_key->second)
    for (const Id id : ids) by_id.erase(id);
}

void Cache::forget(const Model& model, const Ids& ids) {
  for (auto& [field, by_key] : values_) {
    if (field->model != &model) continue;
    for (auto& [key, by_id] : by_key)
      for (const Id id : ids) by_id.erase(id);
  }
}

void Cache::forget_derived() {
  for (auto it = values_.begin(); it != values_.end();) {
    const Field& field = *it->first;
    if (field.x2many() || (field.computed() && !field.store))
      it = values_.erase(it);
    else
      ++it;
  }
}

}  // namespace chatterd
