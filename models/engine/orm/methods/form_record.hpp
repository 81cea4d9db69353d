// The record that a form shows, as far as computed fields are concerned (Odoo's new record of
// BaseModel.onchange): what the form holds stands in the cache as the record's values, so that the
// methods that compute fields find it there. A record that is being made has an id that no table
// has. Nothing is written, and the cache forgets it all after each computation.
#pragma once
#include <map>
#include <set>
#include <string>

#include "models/engine/orm/records.hpp"

namespace chatterd {

class FormRecord {
 public:
  // record: one that is being edited, or none.
  explicit FormRecord(const Records& record);

  // The form holds this (held_value of methods/onchange.hpp).
  void set(const std::string& field, const Value& value) { values_[field] = value; }
  // The fields that are computed of these, of what these are of, and so on, in the order in which
  // they can be.
  std::vector<const Field*> dependents(const std::set<std::string>& changed) const;
  // The value by what the form holds now; nothing when it cannot be known before the record is
  // there. Always with the rights of who asks, also where the field is computed as superuser: a
  // form names what it likes, and would be told of it (stock tells).
  std::optional<Value> computed(const Field& field);

 private:
  // Into the cache, and out of it.
  void put();
  void forget();

  Records record_;
  bool is_new_;
  std::map<std::string, Value> values_;
};

}  // namespace chatterd
