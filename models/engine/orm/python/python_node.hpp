// An expression of Python as closures, and what running it may cost.
#pragma once
#include <concepts>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "models/engine/orm/python/python_expression.hpp"

namespace chatterd::python {

struct Scope {
  const PythonNames* outside;
  std::map<std::string, Value> local;
  std::size_t steps = 0;
};

// Shared: an operator holds its operands, and copies of it must not copy them.
class Node {
 public:
  template <std::invocable<Scope&> Run>
  requires(!std::same_as<Run, Node>) Node(Run run)  // NOLINT: a closure is a node
      : run_(std::make_shared<const std::function<Value(Scope&)>>(std::move(run))) {}
  Value operator()(Scope& scope) const { return (*run_)(scope); }

 private:
  std::shared_ptr<const std::function<Value(Scope&)>> run_;
};

// Throws std::invalid_argument when the expression takes too long.
void count_steps(Scope& scope, std::size_t steps);
// What handling a value costs; its items are counted one by one.
std::size_t cost(const Value& value);
Value counted(Scope& scope, Value value);

}  // namespace chatterd::python
