// Percent encoding of URLs.
#include "models/engine/templates/url_quoting.hpp"

#include <cctype>

namespace chatterd::templates {

std::string url_quote(std::string_view text, std::string_view safe) {
  static const char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = byte < 128 && (std::isalnum(byte) ||
                                      std::string_view("_.-~").find(c) != std::string_view::npos);
    if (plain || safe.find(c) != std::string_view::npos)
      out += c;
    else
      out += {'%', digits[byte >> 4], digits[byte & 15]};
  }
  return out;
}

std::string url_quote_plus(std::string_view text) {
  std::string out = url_quote(text, " ");
  for (char& c : out)
    if (c == ' ') c = '+';
  return out;
}

}  // namespace chatterd::templates
