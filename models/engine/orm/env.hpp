// Who calls, on which transaction: the environment that every record set carries (odoo/api.py).
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <typeindex>
#include <unordered_map>
#include <vector>

#include "bridge/postgres/transaction.hpp"
#include "models/engine/orm/access/readable.hpp"
#include "models/engine/orm/cache.hpp"
#include "models/engine/orm/memory_of.hpp"
#include "models/engine/orm/registry.hpp"
#include "models/engine/value.hpp"

namespace chatterd {

class Records;
class SharedCaches;  // models/engine/orm/shared_caches.hpp
class Host;          // models/engine/host.hpp: what the process offers (filestore, bus, clock)
class Env;
struct UserInfo;  // models/engine/orm/shared_caches.hpp

constexpr Id superuser_id = 1;  // odoo.SUPERUSER_ID, OdooBot

// A message for the bus, written when the transaction ends.
struct BusRow {
  Value channel, message;
  Id uid;
};

// Work that follows the commit, in a transaction of its own (Odoo's cr.after("commit", …)).
struct AfterCommit {
  Value context;
  std::function<void(const Env&)> job;
};

// What a running transaction shares between all its environments.
struct Unit {
  bridge::Transaction& transaction;
  const Registry& registry;
  SharedCaches& caches;
  Host& host;
  Cache cache;
  std::string now;  // UTC "YYYY-MM-DD HH:MM:SS", the transaction's cr.now(); "" before it begins
  std::vector<BusRow> bus_rows;       // in the order of sending
  std::set<std::string> recomputing;  // stored computed fields that are being computed now
  Id cache_generation = 0;            // base_cache_signaling at the start
  bool caches_dirty = false;          // this transaction changed what the shared caches hold
  std::unordered_map<std::string, std::shared_ptr<const void>>
      own_caches;  // used instead, once dirty
  // Stored computed fields that are out of date, with their records: a reader computes them first.
  std::unordered_map<const Field*, std::set<Id>> pending;
  // Of the fields being computed, records whose old value was not in the cache: Odoo writes those
  // even where they stay.
  std::unordered_map<const Field*, std::set<Id>> unread = {};
  std::vector<AfterCommit> after_commit = {};  // in the order of asking
  Readable readable = {};
  // Of the condition that is being made for a statement: how deep it is nested, and how many
  // sub-selects its paths have become (domain_sql.hpp).
  std::size_t condition_depth = 0, sub_selects = 0;
  // The language of the session that the running request belongs to: texts are in it where a call's
  // context names none (request.env.lang in odoo/tools/translate.py). "" outside of requests.
  std::string request_language = {};
  // What only Odoo's code can say is left to it: rules that cannot be evaluated here, who may read
  // documents that the addon names, and methods of documents whose modules are not declared here.
  // These throw ValueError.
  bool undecided_is_left_to_odoo = false;
  // What modules hold for as long as one of their calls lasts, by its type (innermost.hpp).
  std::unordered_map<std::type_index, const void*> innermost = {};
  // Users that this transaction has asked for already, where it has not changed any.
  std::vector<std::shared_ptr<const UserInfo>> users = {};
};

class Env {
 public:
  Env(Unit& unit, Id uid, Value context = Value::object(), bool su = false);

  Records operator[](std::string_view model) const;  // no records; throws KeyError
  Records browse(std::string_view model, Ids ids) const;
  Id uid() const { return scope_->uid; }
  // Access rights and rules are not applied: sudo(), or the superuser himself.
  bool su() const { return scope_->su; }
  const Value& context() const { return *scope_->context; }
  Value context(const char* key) const;  // null when absent
  bool flag(const char* key) const { return truthy(context(key)); }
  std::string lang() const;  // context's language, or "" (en_US text)
  Env sudo(bool su = true) const;
  Env with_user(Id uid) const;                   // drops sudo unless uid is the superuser
  Env with_context(const Value& updates) const;  // adds keys to the context
  Env replace_context(Value context) const;

  bridge::Transaction& cr() const { return unit_->transaction; }
  const Registry& registry() const { return unit_->registry; }
  Cache& cache() const { return unit_->cache; }
  SharedCaches& caches() const { return unit_->caches; }
  Host& host() const { return unit_->host; }
  Unit& unit() const { return *unit_; }
  const std::string& now() const;  // fields.Datetime.now()

  Records user() const;                               // res.users of uid, in sudo
  std::shared_ptr<const UserInfo> user_info() const;  // of uid, from the shared cache
  std::shared_ptr<const UserInfo> user_info(Id uid) const;
  bool has_group(std::string_view xml_id) const;  // res.users.has_group of uid
  bool is_superuser_or_admin() const;             // env.is_admin(): su or in base.group_erp_manager
  bool is_system() const;                         // su or in base.group_system
  Id company() const;                             // env.company
  Ids companies() const;  // The record id of "module.name", 0 when there is none (ir.model.data
                          // xmlid_to_res_id).
  Id ref(std::string_view xml_id) const;
  // `_()`: the code translation of an English source text in the context's language.
  std::string translate(std::string_view source) const;
  // bus.bus sendone: one message to one channel, delivered after the commit.
  void notify(const Value& channel, const Value& message) const;
  // Does the job after the commit, in a transaction of its own, as the superuser with this context.
  // The next request of the same client sees what it did, unless it takes long; its failure is
  // logged and reaches nobody.
  void after_commit(std::function<void(const Env&)> job) const;
  // A value of the shared caches, loaded by `load` where it is not there. T is never changed once
  // kept.
  template <class T, class Load>
  std::shared_ptr<const T> cached(const std::string& key, Load load) const {
    if (auto known = find_cached(key)) return std::static_pointer_cast<const T>(known);
    std::shared_ptr<const T> loaded = std::make_shared<const T>(load());
    keep_cached(key, loaded, memory_of(*loaded));
    return loaded;
  }
  // The same where `load` answers an optional: what it does not find is null here, and not kept. To
  // be used where a client can name anything.
  template <class T, class Load>
  std::shared_ptr<const T> cached_if_found(const std::string& key, Load load) const {
    if (auto known = find_cached(key)) return std::static_pointer_cast<const T>(known);
    std::optional<T> loaded = load();
    if (!loaded) return nullptr;
    auto kept = std::make_shared<const T>(std::move(*loaded));
    keep_cached(key, kept, memory_of(*kept));
    return kept;
  }
  // A value that depends on a language. Of one that is not installed, which a client may have made
  // up, nothing is kept.
  template <class T, class Load>
  std::shared_ptr<const T> cached_by_language(const std::string& kind, const std::string& lang,
                                              Load load) const {
    if (knows_language(lang)) return cached<T>(kind + lang, load);
    return std::make_shared<const T>(load());
  }
  // The codes of the installed languages, by name.
  std::shared_ptr<const std::vector<std::string>> languages() const;
  // "", the language of the sources, or an installed one.
  bool knows_language(const std::string& lang) const;
  // Odoo's clear_caches(): forgets what all processes cached of users, rights, rules and external
  // ids.
  void clear_caches() const;

 private:
  struct Scope {
    Id uid;
    bool su;
    std::shared_ptr<const Value> context;  // shared by environments that differ in the user alone
  };
  std::shared_ptr<const void> find_cached(const std::string& key) const;
  void keep_cached(const std::string& key, std::shared_ptr<const void> value,
                   std::size_t bytes) const;

  Unit* unit_;
  std::shared_ptr<const Scope> scope_;
};

}  // namespace chatterd
