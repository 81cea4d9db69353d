// Percent encoding of URLs, as urllib and werkzeug do it.
#pragma once
#include <string>
#include <string_view>

namespace chatterd::templates {

// Letters, digits, "_.-~" and what `safe` lists stay; all other bytes become %XX.
std::string url_quote(std::string_view text, std::string_view safe);
// The same with "+" for spaces and nothing else safe.
std::string url_quote_plus(std::string_view text);

}  // namespace chatterd::templates
