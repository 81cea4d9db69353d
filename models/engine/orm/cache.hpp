// Record values read or computed in one transaction, by field, context key and id.
#pragma once
#include <string>
#include <unordered_map>
#include <vector>

#include "models/engine/orm/field.hpp"
#include "models/engine/value.hpp"

namespace chatterd {

// Values are in record form: false for "no value" (0 for numbers), an id or false for many2one, a
// list of ids for one2many and many2many.
class Cache {
 public:
  const Value* find(const Field& field, const std::string& key, Id id) const;
  void set(const Field& field, const std::string& key, Id id, Value value);
  void forget(const Field& field, const Ids& ids);  // under every key
  void forget(const Model& model, const Ids& ids);  // all fields of the records
  // Everything that may depend on other records: unstored computed and x2many fields of all models.
  void forget_derived();
  void clear() { values_.clear(); }

 private:
  using ById = std::unordered_map<Id, Value>;
  std::unordered_map<const Field*, std::unordered_map<std::string, ById>> values_;
};

}  // namespace chatterd
