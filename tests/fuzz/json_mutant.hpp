// Changes JSON as JSON: a value is put in the place of another, doubled, taken out or wrapped, and
// names are those that the reader knows.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "tests/fuzz/target.hpp"

namespace chatterd::fuzz {

std::string json_mutant(std::string_view input, Random& random,
                        const std::vector<std::string>& names);

}  // namespace chatterd::fuzz
