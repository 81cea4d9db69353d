// Whether the record rules of a database can be evaluated here; for `chatterd doctor`.
#pragma once
#include <string>
#include <vector>

#include "models/engine/orm/env.hpp"

namespace chatterd {

struct RuleProblem {
  Id id = 0;
  std::string name, model, why;
};

// The active rules that cannot be evaluated for somebody whom they concern, or whose domain
// PostgreSQL does not understand. `looked_at` grows by the number of all.
std::vector<RuleProblem> check_rules(const Env& env, std::size_t& looked_at);

}  // namespace chatterd
