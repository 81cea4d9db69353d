// COPY's text format: tabs between values, \N for NULL, backslash escapes.
#include "bridge/postgres/copy_text.hpp"

namespace chatterd::bridge {
namespace {

char unescaped(char c) {
  switch (c) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'v':
      return '\v';
    default:
      return c;
  }
}

std::optional<std::string> parse_cell(std::string_view text) {
  if (text == "\\N") return std::nullopt;
  std::size_t escape = text.find('\\');
  if (escape == std::string_view::npos) return std::string(text);
  std::string out;
  out.reserve(text.size());
  std::size_t from = 0;
  while (escape != std::string_view::npos && escape + 1 < text.size()) {
    out.append(text, from, escape - from);
    out += unescaped(text[escape + 1]);
    from = escape + 2;
    escape = text.find('\\', from);
  }
  out.append(text.substr(from));
  return out;
}

void append_escaped(std::string& out, const std::string& text) {
  std::size_t from = 0;
  for (;;) {
    const std::size_t at = text.find_first_of("\\\t\n\r", from);
    if (at == std::string::npos) break;
    out.append(text, from, at - from);
    out += '\\';
    out += text[at] == '\t' ? 't' : text[at] == '\n' ? 'n' : text[at] == '\r' ? 'r' : '\\';
    from = at + 1;
  }
  out.append(text, from);
}

}  // namespace

TextRow parse_copy_line(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  TextRow row;
  for (;;) {
    const std::size_t tab = line.find('\t');
    row.push_back(parse_cell(line.substr(0, tab)));
    if (tab == std::string_view::npos) return row;
    line.remove_prefix(tab + 1);
  }
}

void append_copy_line(std::string& out, const TextRow& row) {
  bool first = true;
  for (const std::optional<std::string>& value : row) {
    if (!first) out += '\t';
    first = false;
    if (value)
      append_escaped(out, *value);
    else
      out += "\\N";
  }
}

std::size_t row_bytes(const TextRow& row) {
  std::size_t bytes = row.size() * sizeof(std::optional<std::string>);
  for (const std::optional<std::string>& value : row)
    if (value && value->capacity() > 15) bytes += value->capacity() + 1;
  return bytes;
}

}  // namespace chatterd::bridge
