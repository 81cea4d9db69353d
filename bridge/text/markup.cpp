#include "bridge/text/markup.hpp"

namespace chatterd::bridge {

std::string escape_markup(std::string_view text, std::string_view quotation_mark,
                          std::string_view apostrophe) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"' && !quotation_mark.empty())
      out += quotation_mark;
    else if (c == '\'' && !apostrophe.empty())
      out += apostrophe;
    else
      out += c;
  }
  return out;
}

}  // namespace chatterd::bridge
