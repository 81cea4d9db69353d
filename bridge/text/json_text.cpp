#include "bridge/text/json_text.hpp"

#include "bridge/text/unicode.hpp"

namespace chatterd::bridge {

namespace {

constexpr std::size_t escape_size = 6;  // of \uXXXX

// The code unit of the escape \uXXXX at `at`; -1 where there is none.
int code_unit(std::string_view text, std::size_t at) {
  if (at + escape_size > text.size() || text[at] != '\\' || text[at + 1] != 'u') return -1;
  int unit = 0;
  for (std::size_t i = at + 2; i < at + escape_size; ++i) {
    const int digit = hex_digit_value(text[i]);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

bool first_half(int unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool second_half(int unit) { return unit >= 0xdc00 && unit < 0xe000; }

// The place of the next escape that may be a half; npos when there is none. A backslash stands in
// texts only, and what follows it belongs to it.
std::size_t next_half(std::string_view text, std::size_t from) {
  for (std::size_t at = from; (at = text.find('\\', at)) != std::string_view::npos; at += 2)
    if (at + 2 < text.size() && text[at + 1] == 'u' && (text[at + 2] | 0x20) == 'd') return at;
  return std::string_view::npos;
}

}  // namespace

std::string with_whole_characters(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  std::size_t done = 0;
  for (std::size_t at = 0; (at = next_half(json, at)) != std::string_view::npos;) {
    const int unit = code_unit(json, at);
    if (first_half(unit) && second_half(code_unit(json, at + escape_size))) {
      at += 2 * escape_size;
    } else if (first_half(unit) || second_half(unit)) {
      out += json.substr(done, at - done);
      out += "\\ufffd";
      done = at += escape_size;
    } else {
      at += 2;
    }
  }
  return out += json.substr(done);
}

Json read_json(std::string_view text) {
  if (next_half(text, 0) == std::string_view::npos) return Json::parse(text);
  return Json::parse(with_whole_characters(text));
}

}  // namespace chatterd::bridge
