// The process-wide memo.
#include "models/engine/orm/shared_caches.hpp"

#include "models/engine/orm/cache_counts.hpp"

namespace chatterd {

void SharedCaches::drop_all() {
  ++drops_;
  values_.clear();
  by_use_.clear();
  bytes_ = 0;
}

void SharedCaches::see_generation(Id generation) {
  const std::lock_guard lock(mutex_);
  if (generation <= generation_) return;
  generation_ = generation;
  drop_all();
}

void SharedCaches::clear() {
  const std::lock_guard lock(mutex_);
  drop_all();
}

namespace {

std::atomic<std::uint64_t> hits = 0, misses = 0;

}  // namespace

CacheCounts cache_counts() { return {hits, misses}; }

std::shared_ptr<const void> SharedCaches::find(const std::string& key, Id generation) {
  const std::lock_guard lock(mutex_);
  const auto found = generation == generation_ ? values_.find(key) : values_.end();
  (found == values_.end() ? misses : hits).fetch_add(1, std::memory_order_relaxed);
  if (found == values_.end()) return nullptr;
  by_use_.splice(by_use_.begin(), by_use_, found->second.use);
  return found->second.value;
}

void SharedCaches::forget(std::unordered_map<std::string, Entry>::iterator entry) {
  bytes_ -= entry->second.bytes;
  by_use_.erase(entry->second.use);
  values_.erase(entry);
}

void SharedCaches::store(const std::string& key, Id generation, std::shared_ptr<const void> value,
                         std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  // what an older snapshot saw must not be taken for the present
  if (generation != generation_) return;
  if (const auto known = values_.find(key); known != values_.end()) forget(known);
  bytes += sizeof(Entry) + 2 * key.size() + 2 * entry_overhead;
  if (bytes > limit_) return;
  while (bytes_ + bytes > limit_) forget(values_.find(*by_use_.back()));
  const auto place = values_.emplace(key, Entry{std::move(value), bytes, {}}).first;
  by_use_.push_front(&place->first);
  place->second.use = by_use_.begin();
  bytes_ += bytes;
}

std::size_t SharedCaches::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

}  // namespace chatterd
