// Stored computed fields, kept right when what they depend on changes (BaseModel.modified,
// recompute).
#pragma once
#include <set>
#include <string>
#include <vector>

#include "models/engine/orm/records.hpp"

namespace chatterd {

// The records whose stored computed fields depend on the named fields of the changed records.
struct Recomputation {
  const Field* field;
  Ids ids;
};
std::vector<Recomputation> dependents(const Records& changed, const std::set<std::string>& fields);
// Computes and writes them, then what depends on them in turn.
void recompute(const Env& env, const std::vector<Recomputation>& todo);
// Computes a field now where it is out of date.
void compute_pending(const Env& env, const Field& field);
// Computes the record's own stored fields after create, but those given explicitly.
void compute_new(const Records& created, const std::set<std::string>& given);

}  // namespace chatterd
