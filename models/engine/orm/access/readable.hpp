// What each caller of a transaction was found to be allowed to read: asked once, remembered to its
// end.
#pragma once
#include <unordered_map>
#include <unordered_set>

#include "models/engine/value.hpp"

namespace chatterd {

class Model;

class Readable {
 public:
  bool knows(Id uid, const Model& model, Id id) const {
    const std::unordered_set<Id>* ids = of(uid, model);
    return ids != nullptr && ids->contains(id);
  }
  void learn(Id uid, const Model& model, const Ids& ids) {
    std::unordered_set<Id>& known = by_caller_[uid][&model];
    known.insert(ids.begin(), ids.end());
  }
  // Those that nothing is known of yet, in order.
  Ids unknown(Id uid, const Model& model, const Ids& ids) const {
    const std::unordered_set<Id>* known = of(uid, model);
    if (known == nullptr) return ids;
    Ids out;
    for (const Id id : ids)
      if (!known->contains(id)) out.push_back(id);
    return out;
  }

 private:
  const std::unordered_set<Id>* of(Id uid, const Model& model) const {
    const auto caller = by_caller_.find(uid);
    if (caller == by_caller_.end()) return nullptr;
    const auto found = caller->second.find(&model);
    return found == caller->second.end() ? nullptr : &found->second;
  }

  std::unordered_map<Id, std::unordered_map<const Model*, std::unordered_set<Id>>> by_caller_;
};

}  // namespace chatterd
