#include "models/engine/templates/text_case.hpp"

#include <cctype>

#include "models/engine/html/python_text.hpp"

namespace chatterd::templates {
namespace {

char32_t upper(char32_t c) {
  if (c < 128) return static_cast<char32_t>(std::toupper(static_cast<int>(c)));
  if (c == 0xB5 || c == 0xDF || c == 0xFF) return c == 0xFF ? 0x178 : c;
  if (c >= 0xE0 && c <= 0xFE && c != 0xF7) return c - 32;
  if ((c >= 0x3B1 && c <= 0x3C9 && c != 0x3C2) || (c >= 0x430 && c <= 0x44F)) return c - 32;
  if (c >= 0x450 && c <= 0x45F) return c - 80;
  const bool odd_pairs = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
  const bool even_pairs = (c >= 0x100 && c <= 0x137 && c != 0x131) || (c >= 0x14A && c <= 0x177) ||
                          (c >= 0x460 && c <= 0x481) || (c >= 0x48A && c <= 0x4BF) ||
                          (c >= 0x4D0 && c <= 0x52F) || (c >= 0x1E00 && c <= 0x1EFF);
  if (odd_pairs) return c % 2 == 0 ? c - 1 : c;
  if (even_pairs) return c % 2 == 1 ? c - 1 : c;
  return c;
}

}  // namespace

std::string upper_text(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = html::next_character(text, at);
    if (c == 0xDF)
      out += "SS";
    else
      html::append_character(out, upper(c));
  }
  return out;
}

std::string capitalized(const std::string& text) {
  if (text.empty()) return text;
  std::size_t second = 0;
  html::next_character(text, second);
  return upper_text(text.substr(0, second)) + html::lower(text.substr(second));
}

}  // namespace chatterd::templates
