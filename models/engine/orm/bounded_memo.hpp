// What is made for a caller from what a client has sent, kept for the next time. Of one kind some
// hundred are kept, and whoever sends ever new ones gains nothing and costs no memory.
#pragma once
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

namespace chatterd {

// To be held in the shared caches: env.cached<BoundedMemo<T>>("a name", [] { return
// BoundedMemo<T>(); }). Copies share one memo.
template <class T>
class BoundedMemo {
 public:
  // Null when it is not kept.
  std::shared_ptr<const T> find(const std::string& key) const {
    const std::lock_guard lock(state_->mutex);
    const auto found = state_->values.find(key);
    return found == state_->values.end() ? nullptr : found->second;
  }
  void keep(const std::string& key, std::shared_ptr<const T> value) const {
    const std::lock_guard lock(state_->mutex);
    if (state_->values.size() < most) state_->values.emplace(key, std::move(value));
  }

 private:
  static constexpr std::size_t most = 500;
  struct State {
    std::mutex mutex;
    std::unordered_map<std::string, std::shared_ptr<const T>> values;  // guarded by mutex
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace chatterd
