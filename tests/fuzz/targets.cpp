// The list that the targets enter themselves into.
#include "tests/fuzz/target.hpp"

namespace chatterd::fuzz {

std::map<std::string, Target>& targets() {
  static std::map<std::string, Target> all;
  return all;
}

}  // namespace chatterd::fuzz
