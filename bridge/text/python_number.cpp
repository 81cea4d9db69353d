#include "bridge/text/python_number.hpp"

#include <glib.h>

#include <charconv>
#include <limits>

#include "bridge/text/unicode.hpp"

namespace chatterd::bridge {
namespace {

bool python_space(gunichar c) {
  return g_unichar_isspace(c) != 0 || c == 0x0B || c == 0x85 || (c >= 0x1C && c <= 0x1F);
}

bool digit(char c) { return c >= '0' && c <= '9'; }

// The number in ASCII, without what Python passes over; nothing when an underscore stands
// elsewhere.
std::optional<std::string> plain_number(std::string_view text) {
  if (text.find('\0') != std::string_view::npos || !is_utf8(text)) return std::nullopt;
  std::string out;
  std::size_t spaces = 0;
  for (const char* at = text.data(); at < text.data() + text.size(); at = g_utf8_next_char(at)) {
    const gunichar c = g_utf8_get_char(at);
    if (python_space(c)) {
      spaces += out.empty() ? 0 : 1;
      continue;
    }
    if (spaces > 0) return std::nullopt;  // within the number
    if (g_unichar_isdigit(c))
      out += static_cast<char>('0' + g_unichar_digit_value(c));
    else if (c < 0x80)
      out += static_cast<char>(c);
    else
      return std::nullopt;
  }
  for (std::size_t at = out.find('_'); at != std::string::npos; at = out.find('_', at)) {
    if (at == 0 || at + 1 == out.size() || !digit(out[at - 1]) || !digit(out[at + 1]))
      return std::nullopt;
    out.erase(at, 1);
  }
  return out;
}

}  // namespace

std::optional<std::string> python_integer(std::string_view text) {
  std::optional<std::string> number = plain_number(text);
  if (!number) return number;
  const std::size_t sign = number->starts_with('-') || number->starts_with('+') ? 1 : 0;
  if (number->size() == sign || number->find_first_not_of("0123456789", sign) != std::string::npos)
    return std::nullopt;
  return number->starts_with('+') ? number->substr(1) : number;
}

std::optional<double> python_float(std::string_view text) {
  const std::optional<std::string> plain = plain_number(text);
  if (!plain) return std::nullopt;
  std::string_view number = *plain;
  if (number.starts_with('+') && !number.starts_with("+-")) number.remove_prefix(1);
  if (number.find('(') != std::string_view::npos) return std::nullopt;  // nan(1) is C's
  double value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (end != number.data() + number.size() || error == std::errc::invalid_argument)
    return std::nullopt;
  if (error == std::errc::result_out_of_range) {
    const bool small =
        number.find("e-") != std::string_view::npos || number.find("E-") != std::string_view::npos;
    value = small ? 0 : std::numeric_limits<double>::infinity();
    if (number.starts_with('-')) value = -value;
  }
  return value;
}

}  // namespace chatterd::bridge
