// What all transactions of the process share: users with their groups, access rights, rules,
// external ids, translations. Filled on demand, dropped when Odoo (or another engine) signals a
// change through the sequences base_registry_signaling and base_cache_signaling.
#pragma once
#include <any>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "models/engine/value.hpp"

namespace chatterd {

// A user as access decisions need him; constant.
struct UserInfo {
  Id id = 0, partner_id = 0, company_id = 0;
  std::string login, name, lang, tz, notification_type;
  bool active = false, share = false;
  Ids company_ids;
  Ids group_ids;  // all groups, implied ones are rows of res_groups_users_rel already
  std::set<std::string> group_xml_ids;  // "base.group_user", …
  bool in_group(const std::string& xml_id) const { return group_xml_ids.contains(xml_id); }
};

// A process-wide memo: values by a text key, valid for one generation of the caches.
class SharedCaches {
 public:
  // A transaction that has read `generation` from base_cache_signaling begins: a newer one than
  // known drops everything.
  void see_generation(Id generation);
  void clear();
  // Null when nothing is stored for the key, or when the caller's generation is not the current
  // one.
  std::shared_ptr<const void> find(const std::string& key, Id generation) const;
  // Kept only when the caller's transaction saw the current generation. The value is never changed.
  void store(const std::string& key, Id generation, std::shared_ptr<const void> value);
  // Another number each time that all is dropped: for what is remembered of users elsewhere.
  std::uint64_t drops() const { return drops_; }

 private:
  mutable std::mutex mutex_;
  std::atomic<std::uint64_t> drops_ = 0;
  Id generation_ = -1;                                                   // guarded by mutex_
  std::unordered_map<std::string, std::shared_ptr<const void>> values_;  // guarded by mutex_
};

}  // namespace chatterd
