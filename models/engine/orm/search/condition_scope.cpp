// How deep conditions stand within each other, and how much one statement asks for.
#include "models/engine/orm/search/domain_sql.hpp"

namespace chatterd::domain_sql {

ConditionScope::ConditionScope(const Env& env, bool own_statement)
    : unit_(env.unit()),
      outer_(unit_.sub_selects),
      starts_(own_statement || unit_.condition_depth == 0) {
  // rules and search methods lead from model to model: a chain of so many has no end
  constexpr std::size_t most_nested = 100;
  if (unit_.condition_depth >= most_nested)
    throw Error(ErrorKind::internal, "maximum recursion depth exceeded", "builtins.RecursionError");
  if (starts_) unit_.sub_selects = 0;
  ++unit_.condition_depth;
}

ConditionScope::~ConditionScope() {
  --unit_.condition_depth;
  if (starts_) unit_.sub_selects = outer_;
}

// PostgreSQL orders joins by trying: beyond some it takes seconds, and beyond more gigabytes.
bool has_many_sub_selects(const Env& env) { return env.unit().sub_selects >= 40; }

void add_sub_select(const Env& env) {
  constexpr std::size_t most = 400;
  if (++env.unit().sub_selects > most)
    throw ValueError("This domain asks for too much at once: a search may have " +
                     std::to_string(most) + " conditions on other records");
}

}  // namespace chatterd::domain_sql
