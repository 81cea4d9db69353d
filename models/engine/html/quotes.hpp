// Marks what a message quotes: data-o-mail-quote and its relatives. Internal to models/engine/html.
#pragma once
#include "models/engine/html/tree.hpp"

namespace chatterd::html {

// _Cleaner.tag_quote on every element from `top` on.
void tag_quotes(xmlNode* top);

}  // namespace chatterd::html
