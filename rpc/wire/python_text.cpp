// Texts of faults, and the characters that XML can hold.
#include "rpc/wire/python_text.hpp"

#include "bridge/text/unicode.hpp"

namespace chatterd::rpc {

std::string python_pair_with_none(std::string_view text) {
  return "(" + python_string(text) + ", None)";
}

std::string xml_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const bridge::CodePoint point = bridge::code_point(text, i);
    const char32_t c = point.value;
    const bool allowed = point.length > 0 && (c >= 0x20 || c == '\t' || c == '\n' || c == '\r') &&
                         c != 0xfffe && c != 0xffff;
    if (allowed) out += text.substr(i, point.length);
    i += point.length == 0 ? 1 : point.length;
  }
  return out;
}

}  // namespace chatterd::rpc
