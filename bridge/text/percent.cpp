// Percent-encoding of texts in addresses (RFC 3986).
#include "bridge/text/percent.hpp"

#include <algorithm>

#include "bridge/text/unicode.hpp"

namespace chatterd::bridge {

namespace {

bool alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

std::string percent_encode(std::string_view text, std::string_view safe) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (alphanumeric(c) || safe.find(c) != std::string_view::npos)
      out += c;
    else
      out += {'%', digits[byte >> 4], digits[byte & 15]};
  }
  return out;
}

std::string form_encode(std::string_view text) {
  std::string out = percent_encode(text, "-_.~ ");
  std::replace(out.begin(), out.end(), ' ', '+');
  return out;
}

std::string percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size();
    const int high = escape ? hex_digit_value(text[i + 1]) : -1;
    const int low = escape ? hex_digit_value(text[i + 2]) : -1;
    if (high >= 0 && low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

}  // namespace chatterd::bridge
