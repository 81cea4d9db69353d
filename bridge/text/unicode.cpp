#include "bridge/text/unicode.hpp"

#include <glib.h>

#include <algorithm>
#include <memory>

namespace chatterd::bridge {

namespace {

using Text = std::unique_ptr<gchar, decltype(&g_free)>;

Text valid(std::string_view text) {
  return {g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())), g_free};
}

}  // namespace

std::string remove_accents(std::string_view text) {
  const Text decomposed(g_utf8_normalize(valid(text).get(), -1, G_NORMALIZE_ALL), g_free);
  std::string out;
  for (const gchar* at = decomposed.get(); *at != 0; at = g_utf8_next_char(at))
    if (g_unichar_combining_class(g_utf8_get_char(at)) == 0)
      out.append(at, static_cast<std::size_t>(g_utf8_next_char(at) - at));
  return out;
}

bool is_utf8(std::string_view text) {
  // glib takes a NUL for an end
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\0', at), text.size());
    if (!g_utf8_validate_len(text.data() + at, end - at, nullptr)) return false;
    at = end + 1;
  }
  return true;
}

CodePoint code_point(std::string_view text, std::size_t at) {
  const auto lead = static_cast<std::uint8_t>(text[at]);
  if (lead < 0x80) return {lead, 1};
  const gchar* const begin = text.data() + at;
  const auto left = static_cast<gssize>(std::min<std::size_t>(text.size() - at, 4));
  const gunichar c = g_utf8_get_char_validated(begin, left);
  constexpr gunichar no_character = 0x80000000;  // -1: faulty, -2: cut off
  if (c >= no_character) return {lead, 0};
  return {c, static_cast<std::size_t>(g_utf8_next_char(begin) - begin)};
}

char32_t lower_case(char32_t c) {
  // glib knows the case of letters only; Roman numerals and letters in circles have one too
  if (c >= 0x2160 && c <= 0x216F) return c + 16;
  if (c >= 0x24B6 && c <= 0x24CF) return c + 26;
  return g_unichar_tolower(c);
}

std::string upper_case(std::string_view text) {
  std::string out;
  // glib takes a NUL for an end
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\0', at), text.size());
    if (at > 0) out += '\0';
    out += Text(g_utf8_strup(valid(text.substr(at, end - at)).get(), -1), g_free).get();
    at = end + 1;
  }
  return out;
}

bool is_cased(char32_t c) {
  return g_unichar_islower(c) || g_unichar_isupper(c) || g_unichar_istitle(c) ||
         lower_case(c) != c || (c >= 0x2170 && c <= 0x217F) || (c >= 0x24D0 && c <= 0x24E9);
}

bool is_case_ignorable(char32_t c) {
  switch (g_unichar_type(c)) {
    case G_UNICODE_NON_SPACING_MARK:
    case G_UNICODE_ENCLOSING_MARK:
    case G_UNICODE_FORMAT:
    case G_UNICODE_MODIFIER_LETTER:
    case G_UNICODE_MODIFIER_SYMBOL:
      return true;
    default:  // what stands within words: apostrophes, colons, stops
      return std::u32string_view(
                 U"'.:\u00B7\u0387\u055F\u05F4\u2018\u2019\u2024\u2027\uFE13"
                 U"\uFE52\uFE55\uFF07\uFF0E\uFF1A")
                 .find(c) != std::u32string_view::npos;
  }
}

bool is_alphanumeric(char32_t c) { return g_unichar_isalnum(c); }

bool is_printable(char32_t c) {
  switch (g_unichar_type(c)) {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return false;
    case G_UNICODE_SPACE_SEPARATOR:
      return c == ' ';
    default:
      return true;
  }
}

int hex_digit_value(char32_t c) {
  return c < 0x80 ? g_ascii_xdigit_value(static_cast<gchar>(c)) : -1;
}

void append_utf8(std::string& out, char32_t c) {
  char bytes[6];
  out.append(bytes, static_cast<std::size_t>(g_unichar_to_utf8(c, bytes)));
}

}  // namespace chatterd::bridge
