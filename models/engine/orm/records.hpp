// A set of records of one model, seen by one environment (odoo/models.py, BaseModel).
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/engine/errors.hpp"
#include "models/engine/orm/env.hpp"

namespace chatterd {

struct SearchOptions {
  Id offset = 0;
  Id limit = 0;            // 0: all
  std::string order = {};  // "" is the model's
};

class Records {
 public:
  Records(Env env, const Model& model, Ids ids, std::shared_ptr<const Ids> prefetch = nullptr)
      : env_(std::move(env)),
        model_(&model),
        ids_(std::move(ids)),
        prefetch_(std::move(prefetch)) {}

  const Env& env() const { return env_; }
  const Model& model() const { return *model_; }
  const Ids& ids() const& { return ids_; }
  Ids ids() && { return std::move(ids_); }  // of a temporary: safe in a range-for
  Id id() const { return ids_.empty() ? 0 : ids_[0]; }
  std::size_t size() const { return ids_.size(); }
  bool empty() const { return ids_.empty(); }
  // Throws ValueError "Expected singleton: mail.channel(1, 2)" unless there is exactly one record.
  const Records& ensure_one() const;
  std::string text() const { return recordset_text(model_->name(), ids_); }

  Records browse(Ids ids) const { return {env_, *model_, std::move(ids)}; }
  Records with_env(const Env& env) const { return {env, *model_, ids_, prefetch_}; }
  Records sudo(bool su = true) const { return with_env(env_.sudo(su)); }
  Records with_user(Id uid) const { return with_env(env_.with_user(uid)); }
  Records with_context(const Value& updates) const { return with_env(env_.with_context(updates)); }
  std::vector<Records> each() const;              // one record each, sharing the prefetch
  Records operator|(const Records& other) const;  // union, in order
  Records operator-(const Records& other) const;
  Records operator&(const Records& other) const;
  Records filtered(const std::function<bool(const Records&)>& keep) const;
  const Ids& prefetch_ids() const { return prefetch_ ? *prefetch_ : ids_; }

  // --- values (record form, see Cache), with access checks unless sudo ---
  // Of one record; of none: the type's empty value. Throws AccessError, MissingError.
  Value get(std::string_view field) const;
  std::string text(std::string_view field) const { return to_text(get(field)); }
  bool is(std::string_view field) const { return truthy(get(field)); }
  Id id(std::string_view field) const { return to_id(get(field)); }
  // The records of a relational field, of all records together (mapped): "author_id",
  // "partner_id.user_ids".
  Records rel(std::string_view path) const;
  // For compute methods: the value of one record, kept in the cache (and written when the field is
  // stored).
  void assign(std::string_view field, Value value) const;

  // --- operations, through the model's method chain ---
  Value call(std::string_view method, Value positional = Value::array(),
             Value keyword = Value::object()) const;
  Records create(const Value& values) const;  // an object or a list of objects
  void write(const Value& values) const;
  void unlink() const;
  Records search(const Value& domain, const SearchOptions& options = {}) const;
  Id search_count(const Value& domain) const;
  Value read(const std::vector<std::string>& fields) const;  // read()'s list of objects
  // [[id, name], …] in order.
  Value name_get() const;
  std::string display_name() const;  // of one record; "" of none
  Records exists() const;
  // Throws AccessError with Odoo's text. op: "read", "write", "create", "unlink".
  void check_access_rights(const char* op) const;
  bool has_access_rights(const char* op) const;
  void check_access_rule(const char* op) const;
  // Forgets cached values: call after changing rows by SQL.
  void invalidate() const;

 private:
  Env env_;
  const Model* model_;
  Ids ids_;
  std::shared_ptr<const Ids> prefetch_;
};

}  // namespace chatterd
