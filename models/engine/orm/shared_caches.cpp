// The process-wide memo.
#include "models/engine/orm/shared_caches.hpp"

namespace chatterd {

void SharedCaches::see_generation(Id generation) {
  const std::lock_guard lock(mutex_);
  if (generation <= generation_) return;
  generation_ = generation;
  ++drops_;
  values_.clear();
}

void SharedCaches::clear() {
  const std::lock_guard lock(mutex_);
  ++drops_;
  values_.clear();
}

std::shared_ptr<const void> SharedCaches::find(const std::string& key, Id generation) const {
  const std::lock_guard lock(mutex_);
  if (generation != generation_) return nullptr;
  const auto found = values_.find(key);
  return found == values_.end() ? nullptr : found->second;
}

void SharedCaches::store(const std::string& key, Id generation, std::shared_ptr<const void> value) {
  const std::lock_guard lock(mutex_);
  // what an older snapshot saw must not be taken for the present
  if (generation == generation_) values_[key] = std::move(value);
}

}  // namespace chatterd
