// Whether what stands in bus_bus can go into an answer as it is.
#pragma once
#include <string_view>

namespace chatterd {

// Whether the text is JSON, nested no deeper than that. As Value::accept decides, which takes ten
// times as long; what is rare (characters beyond ASCII, halves of characters, numbers with
// exponents) is left to it.
bool is_json(std::string_view text, int deepest);

}  // namespace chatterd
