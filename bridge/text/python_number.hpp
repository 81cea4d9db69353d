// Numbers in texts as Python's int() and float() read them: with white space around them, digits of
// any script, and an underscore between two digits.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace chatterd::bridge {

// int(text): its digits, behind a '-' where there is one; as many as there are.
std::optional<std::string> python_integer(std::string_view text);
// float(text), with its inf and nan; what is too large is infinite.
std::optional<double> python_float(std::string_view text);

}  // namespace chatterd::bridge
