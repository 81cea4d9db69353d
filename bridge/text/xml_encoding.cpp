// Which encoding an XML document has, and its text in UTF-8.
#include <algorithm>
#include <cstdint>
#include <utility>

#include "bridge/text/single_byte.hpp"
#include "bridge/text/unicode.hpp"
#include "bridge/text/xml_events.hpp"

namespace chatterd::bridge {

namespace {

constexpr std::string_view blanks = " \t\r\n";

// The encoding that an XML declaration names; "" where there is none.
std::string_view declared_encoding(std::string_view text) {
  if (!text.starts_with("<?xml") || blanks.find(text.substr(5, 1)) == std::string_view::npos)
    return {};
  std::string_view rest = text.substr(5, text.substr(0, 1000).find("?>") - 5);
  constexpr std::string_view word = "encoding";
  const std::size_t at = rest.find(word);
  if (at == std::string_view::npos) return {};
  rest.remove_prefix(at + word.size());
  rest.remove_prefix(std::min(rest.find_first_not_of(blanks), rest.size()));
  if (!rest.starts_with('=')) return {};
  rest.remove_prefix(1);
  rest.remove_prefix(std::min(rest.find_first_not_of(blanks), rest.size()));
  if (rest.empty() || (rest[0] != '"' && rest[0] != '\'')) return {};
  return rest.substr(1, rest.find(rest[0], 1) - 1);
}

// `high` and `low` are the places of a unit's two bytes.
std::string from_utf16(std::string_view bytes, std::size_t high, std::size_t low) {
  if (bytes.size() % 2 != 0) throw XmlError("unclosed token");
  std::string out;
  out.reserve(bytes.size());
  const auto unit = [&](std::size_t at) {
    return static_cast<char32_t>(static_cast<std::uint8_t>(bytes[at + high]) << 8 |
                                 static_cast<std::uint8_t>(bytes[at + low]));
  };
  for (std::size_t at = 0; at < bytes.size(); at += 2) {
    char32_t c = unit(at);
    if (c >= 0xd800 && c < 0xe000) {
      const char32_t second = at + 2 < bytes.size() ? unit(at + 2) : 0;
      if (c >= 0xdc00 || second < 0xdc00 || second > 0xdfff)
        throw XmlError("not well-formed (invalid token)");
      c = 0x10000 + ((c - 0xd800) << 10) + (second - 0xdc00);
      at += 2;
    }
    append_utf8(out, c);
  }
  return out;
}

bool is_utf8_name(std::string_view name) {
  std::string small;
  for (const char c : name) small += c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  for (const char* known : {"utf-8", "utf8", "utf_8", "u8", "utf", "utf-8-sig", "cp65001"})
    if (small == known) return true;
  return false;
}

}  // namespace

std::string xml_in_utf8(std::string_view document) {
  const std::string_view start = document.substr(0, 2);
  if (start == "\xff\xfe") return from_utf16(document.substr(2), 1, 0);
  if (start == "\xfe\xff") return from_utf16(document.substr(2), 0, 1);
  if (start == std::string_view("<\0", 2)) return from_utf16(document, 1, 0);
  if (start == std::string_view("\0<", 2)) return from_utf16(document, 0, 1);
  if (document.starts_with("\xef\xbb\xbf")) document.remove_prefix(3);
  const std::string_view declared = declared_encoding(document);
  if (declared.empty() || is_utf8_name(declared)) return std::string(document);
  if (!knows_single_byte(declared)) throw XmlError("unknown encoding: " + std::string(declared));
  std::optional<std::string> text = from_single_bytes(document, declared);
  if (!text) throw XmlError("not well-formed (invalid token)");
  return std::move(*text);
}

}  // namespace chatterd::bridge
