// French texts of a database that chatterd has made; an Odoo database brings its own.
#pragma once
#include <vector>

namespace chatterd {

class Env;

struct FrenchText {
  const char* source;  // as the code says it, placeholders included
  const char* french;
};

const std::vector<FrenchText>& french_texts();
// Writes them as rows of ir_translation; what is translated already stays. Returns how many came.
std::size_t write_french_texts(const Env& env);

}  // namespace chatterd
