#include "models/engine/orm/python/python_node.hpp"

#include "models/engine/orm/python/python_operations.hpp"

namespace chatterd::python {
namespace {

// A rule is a handful of steps, and the domain of a long list one for each id; what needs more is a
// mistake or an attack.
constexpr std::size_t most_steps = 1'000'000;
constexpr std::size_t bytes_a_step = 64;

}  // namespace

void count_steps(Scope& scope, std::size_t steps) {
  if (steps > most_steps - scope.steps) fail("expression takes too long");
  scope.steps += steps;
}

std::size_t cost(const Value& value) {
  if (value.is_string()) return 1 + value.get_ref<const std::string&>().size() / bytes_a_step;
  std::size_t sum = 1;
  if (value.is_structured())
    for (const Value& item : value) sum += cost(item);
  return sum;
}

Value counted(Scope& scope, Value value) {
  count_steps(scope, cost(value));
  return value;
}

}  // namespace chatterd::python
