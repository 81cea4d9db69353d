// What all transactions of the process share: users with their groups, access rights, rules,
// external ids, translations. Filled on demand, dropped when Odoo (or another engine) signals a
// change through the sequences base_registry_signaling and base_cache_signaling.
#pragma once
#include <any>
#include <atomic>
#include <cstdint>
#include <list>
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
  std::size_t memory() const {
    return login.size() + name.size() + (company_ids.size() + group_ids.size()) * sizeof(Id) +
           group_xml_ids.size() * 100;
  }
};

// A process-wide memo: values by a text key, valid for one generation of the caches. It holds about
// `limit` bytes at most; what was not asked for the longest goes first. A key is made of values
// that were checked: what a client merely names is looked up, and not kept where it is not found.
class SharedCaches {
 public:
  static constexpr std::size_t usual_limit = std::size_t{64} << 20;
  explicit SharedCaches(std::size_t limit = usual_limit) : limit_(limit) {}
  // A transaction that has read `generation` from base_cache_signaling begins: a newer one than
  // known drops everything.
  void see_generation(Id generation);
  void clear();
  // Null when nothing is stored for the key, or when the caller's generation is not the current
  // one.
  std::shared_ptr<const void> find(const std::string& key, Id generation);
  // Kept only when the caller's transaction saw the current generation, and when it is not larger
  // than all the caches may be. The value, of about `bytes` bytes, is never changed.
  void store(const std::string& key, Id generation, std::shared_ptr<const void> value,
             std::size_t bytes);
  // Another number each time that all is dropped: for what is remembered of users elsewhere.
  std::uint64_t drops() const { return drops_; }
  std::size_t bytes() const;  // what is held, about

 private:
  struct Entry {
    std::shared_ptr<const void> value;
    std::size_t bytes;
    std::list<const std::string*>::iterator use;
  };
  static constexpr std::size_t entry_overhead =
      64;  // nodes of the map and the list, and the value's

  void drop_all();
  void forget(std::unordered_map<std::string, Entry>::iterator entry);

  const std::size_t limit_;
  mutable std::mutex mutex_;
  std::atomic<std::uint64_t> drops_ = 0;
  Id generation_ = -1;                             // guarded by mutex_
  std::unordered_map<std::string, Entry> values_;  // guarded by mutex_
  std::list<const std::string*> by_use_;           // guarded by mutex_; the last used first
  std::size_t bytes_ = 0;                          // guarded by mutex_
};

}  // namespace chatterd
