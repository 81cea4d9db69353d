#include "bridge/text/single_byte.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>
#include <string>

#include "bridge/text/tables/tables.hpp"
#include "bridge/text/unicode.hpp"

namespace chatterd::bridge {

namespace {

char16_t hexadecimal(std::string_view digits) {
  unsigned value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  return static_cast<char16_t>(value);
}

// Calls f with each piece of the text that a blank ends.
template <class F>
void each_word(std::string_view text, F f) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (end > at) f(text.substr(at, end - at));
    at = end + 1;
  }
}

// The characters of the bytes 0x80 to 0xff, by each name of each encoding: what expat makes of
// them in Python 3.11. tests/clients/xmlrpc_texts_test.py asks it again.
std::map<std::string, std::u16string, std::less<>> read_encodings() {
  std::map<std::string, std::u16string, std::less<>> encodings;
  const std::string_view table = single_byte_table;
  for (std::size_t at = 0, end; (end = table.find('\n', at)) != table.npos; at = end + 1) {
    const std::string_view line = table.substr(at, end - at);
    const std::size_t colon = line.find(':');
    std::u16string characters;
    each_word(line.substr(colon + 1), [&](std::string_view run) {
      const std::size_t dash = run.find('-');
      const char16_t last = hexadecimal(run.substr(dash == run.npos ? 0 : dash + 1));
      for (char16_t c = hexadecimal(run.substr(0, dash)); c <= last; ++c) characters += c;
    });
    each_word(line.substr(0, colon),
              [&](std::string_view name) { encodings.emplace(name, characters); });
  }
  return encodings;
}

// "ISO_8859-1" and "iso-8859-1" are one name, as for Python.
std::string plain_name(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    if ((lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9')) out += lower;
  }
  return out;
}

// Empty for an encoding that is not known.
std::u16string_view upper_half(std::string_view name) {
  static const auto encodings = read_encodings();
  const auto found = encodings.find(plain_name(name));
  return found == encodings.end() ? std::u16string_view() : found->second;
}

constexpr char16_t no_character = 0xfffd;  // stands where a byte means nothing

}  // namespace

std::optional<std::string> from_single_bytes(std::string_view bytes, std::string_view encoding) {
  const std::u16string_view characters = upper_half(encoding);
  if (characters.empty()) return std::nullopt;
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (const char byte : bytes) {
    const auto code = static_cast<std::uint8_t>(byte);
    const char32_t c = code < 0x80 ? code : characters[code - 0x80u];
    if (c == no_character) return std::nullopt;
    append_utf8(out, c);
  }
  return out;
}

bool knows_single_byte(std::string_view encoding) { return !upper_half(encoding).empty(); }

}  // namespace chatterd::bridge
