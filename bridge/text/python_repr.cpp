// Python's repr() of text.
#include "bridge/text/python_repr.hpp"

#include <array>
#include <cstdio>
#include <utility>

namespace chatterd::bridge {

CodePoint code_point(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[at + i]); };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xf0 && lead < 0xf5   ? 4
                             : lead >= 0xe0 && lead < 0xf0 ? 3
                             : lead >= 0xc2 && lead < 0xe0 ? 2
                                                           : 0;
  if (length == 0 || at + length > text.size()) return {lead, 0};
  std::uint32_t value = length == 4 ? lead & 7u : length == 3 ? lead & 15u : lead & 31u;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {lead, 0};
    value = value << 6 | (byte(i) & 63u);
  }
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  if (overlong || value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) return {lead, 0};
  return {value, length};
}

namespace {

// Python escapes separators, format and control characters, private use and what is not assigned;
// the blocks of these that occur in texts are listed, the rest prints.
bool printable(std::uint32_t c) {
  static constexpr std::array<std::pair<std::uint32_t, std::uint32_t>, 23> hidden{{
      {0x00, 0x1f},       {0x7f, 0xa0},       {0xad, 0xad},        {0x600, 0x605},
      {0x61c, 0x61c},     {0x6dd, 0x6dd},     {0x70f, 0x70f},      {0x8e2, 0x8e2},
      {0x1680, 0x1680},   {0x180e, 0x180e},   {0x2000, 0x200f},    {0x2028, 0x202f},
      {0x205f, 0x206f},   {0x3000, 0x3000},   {0xd800, 0xf8ff},    {0xfeff, 0xfeff},
      {0xfff0, 0xfffb},   {0xfffe, 0xffff},   {0x110bd, 0x110bd},  {0x1bca0, 0x1bca3},
      {0x1d173, 0x1d17a}, {0xe0000, 0xe00ff}, {0xe01f0, 0x10ffff},
  }};
  for (const auto& [first, last] : hidden)
    if (c >= first && c <= last) return false;
  return true;
}

void append_escape(std::string& out, std::uint32_t c) {
  char code[12];
  const char* format = c > 0xffff ? "\\U%08x" : c > 0xff ? "\\u%04x" : "\\x%02x";
  std::snprintf(code, sizeof code, format, c);
  out += code;
}

}  // namespace

std::string python_string(std::string_view text) {
  const bool double_quotes =
      text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos;
  const char quote = double_quotes ? '"' : '\'';
  std::string out(1, quote);
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = code_point(text, i);
    const char c = text[i];
    if (c == quote || c == '\\')
      (out += '\\') += c;
    else if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else if (c == '\t')
      out += "\\t";
    else if (point.length == 0 || !printable(point.value))
      append_escape(out, point.value);
    else
      out += text.substr(i, point.length);
    i += point.length == 0 ? 1 : point.length;
  }
  return out + quote;
}

std::size_t printable_length(std::string_view text, std::size_t at) {
  const CodePoint point = code_point(text, at);
  return printable(point.value) ? point.length : 0;
}

}  // namespace chatterd::bridge
