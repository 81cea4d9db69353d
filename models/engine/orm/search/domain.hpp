// Making domains, and operations on them beside those of search.hpp.
#pragma once
#include <list>
#include <string_view>

#include "models/engine/value.hpp"

namespace chatterd {

// One condition of a domain: [field, operator, value].
Value term(std::string_view field, Value op, Value value);

}  // namespace chatterd

namespace chatterd::domain {

// Pushes "!" into the terms of a normalized domain, as far as terms have an opposite.
Value distribute_not(const Value& domain);
// No record can match (expression.is_false): known without looking at the fields. Throws Error for
// a token that is no term.
bool is_never(const Value& domain);

// A normalized domain as a tree: an operator has all the operands that no other operator parts from
// it, so that a hundred terms in a row are one level and not a hundred. Throws ValueError beyond
// most_levels: whatever walks the tree may do so by recursion.
struct Tree {
  static constexpr std::size_t most_levels = 200;
  explicit Tree(const Value& normalized);
  char op = '\0';               // '&', '|', '!'; of a leaf none
  const Value* leaf = nullptr;  // into the domain
  std::size_t height = 1;
  std::list<Tree> parts;

 private:
  Tree() = default;
  static Tree joined(char sign, Tree first, Tree second);
};

}  // namespace chatterd::domain
