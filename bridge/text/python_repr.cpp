// Python's repr() of text.
#include "bridge/text/python_repr.hpp"

#include <cstdio>

#include "bridge/text/unicode.hpp"

namespace chatterd::bridge {

namespace {

void append_escape(std::string& out, char32_t c) {
  char code[12];
  const char* format = c > 0xffff ? "\\U%08x" : c > 0xff ? "\\u%04x" : "\\x%02x";
  std::snprintf(code, sizeof code, format, static_cast<unsigned>(c));
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
    else if (point.length == 0 || !is_printable(point.value))
      append_escape(out, point.value);
    else
      out += text.substr(i, point.length);
    i += point.length == 0 ? 1 : point.length;
  }
  return out + quote;
}

std::size_t printable_length(std::string_view text, std::size_t at) {
  const CodePoint point = code_point(text, at);
  return is_printable(point.value) ? point.length : 0;
}

}  // namespace chatterd::bridge
