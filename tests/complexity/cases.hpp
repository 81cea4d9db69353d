// What is measured: a reader or writer, and a text of `n` parts that is hard on it.
#pragma once
#include <functional>
#include <string>
#include <vector>

namespace chatterd::complexity {

struct Case {
  std::string name;
  std::size_t n;  // parts of the smaller text; the larger one has four times as many
  std::function<std::string(std::size_t parts)> make;
  std::function<void(const std::string& text)> work;
};

std::vector<Case> cases();

}  // namespace chatterd::complexity
