// What all transactions of the process share: users with their groups, access rights, rules, external
// ids, translations. Filled on demand, dropped when Odoo (or another engine) signals a change through
// the sequences base_registry_signaling and base_cache_signaling.
#pragma once
#include <any>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "models/value.hpp"

namespace chatterd {

// A user as access decisions need him; constant.
struct UserInfo {
  Id id = 0, partner_id = 0, company_id = 0;
  std::string login, name, lang, tz, notification_type;
  bool active = false, share = false;
  Ids company_ids;
  Ids group_ids;                        // all groups, implied ones are rows of res_groups_users_rel already
  std::set<std::string> group_xml_ids;  // "base.group_user", …
  bool in_group(const std::string& xml_id) const { return group_xml_ids.contains(xml_id); }
};

// A process-wide memo: values by a text key, valid for one generation of the caches.
class SharedCaches {
 public:
  // The stored value of this kind and key, or the result of `load`, which is kept when the caller's
  // transaction saw the current generation. T must be immutable once stored.
  template <class T, class Load>
  std::shared_ptr<const T> get(const std::string& key, Load load) {
    if (auto known = find(key)) return std::static_pointer_cast<const T>(known);
    std::shared_ptr<const T> loaded = std::make_shared<const T>(load());
    store(key, loaded);
    return loaded;
  }
  // Starts a transaction that has read `generation` from base_cache_signaling: a newer one than known
  // drops everything.
  void see_generation(Id generation);
  void clear();

 private:
  std::shared_ptr<const void> find(const std::string& key) const;
  void store(const std::string& key, std::shared_ptr<const void> value);

  mutable std::mutex mutex_;
  Id generation_ = -1;                                               // guarded by mutex_
  std::unordered_map<std::string, std::shared_ptr<const void>> values_;  // guarded by mutex_
};

}  // namespace chatterd
