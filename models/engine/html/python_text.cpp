// Python's str: decoding, white space, case and lines.
#include "models/engine/html/python_text.hpp"

#include "bridge/text/unicode.hpp"

namespace chatterd::html {
namespace {

unsigned char byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

bool is_continuation(std::string_view text, std::size_t at) {
  return at < text.size() && (byte_at(text, at) & 0xC0) == 0x80;
}

// How many bytes at `at` form a character; 0 when they do not, with the length of the faulty part
// (the longest prefix of a character, as Unicode recommends and Python does) in `faulty`.
std::size_t character_length(std::string_view text, std::size_t at, std::size_t& faulty) {
  const unsigned char lead = byte_at(text, at);
  faulty = 1;
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_continuation(text, at + i)) return 0;
    const unsigned char next = byte_at(text, at + i);
    if (i == 1 && ((lead == 0xE0 && next < 0xA0) || (lead == 0xED && next > 0x9F) ||
                   (lead == 0xF0 && next < 0x90) || (lead == 0xF4 && next > 0x8F)))
      return 0;
    faulty = i + 1;
  }
  return length;
}

// Whether a capital sigma between these is the last letter of a word, and no word by itself.
bool ends_word(std::string_view before, std::string_view after) {
  bool cased = false;
  for (std::size_t end = before.size(); end > 0 && !cased;) {
    std::size_t at = end - 1;
    while (at > 0 && is_continuation(before, at)) --at;
    end = at;
    const char32_t c = next_character(before, at);
    cased = bridge::is_cased(c);
    if (!cased && !bridge::is_case_ignorable(c)) return false;
  }
  if (!cased) return false;
  for (std::size_t at = 0; at < after.size();) {
    const char32_t c = next_character(after, at);
    if (!bridge::is_case_ignorable(c)) return !bridge::is_cased(c);
  }
  return true;
}

}  // namespace

std::string valid_utf8(std::string_view bytes) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    std::size_t faulty = 0;
    const std::size_t length = character_length(bytes, at, faulty);
    if (length > 0) {
      at += length;
      continue;
    }
    out.append(bytes, copied, at - copied);
    out += "\xEF\xBF\xBD";
    at += faulty;
    copied = at;
  }
  out.append(bytes, copied, bytes.size() - copied);
  return out;
}

char32_t next_character(std::string_view text, std::size_t& at) {
  const unsigned char lead = byte_at(text, at++);
  if (lead < 0x80) return lead;
  char32_t c = lead < 0xE0 ? lead & 0x1Fu : lead < 0xF0 ? lead & 0x0Fu : lead & 0x07u;
  while (is_continuation(text, at)) c = c << 6 | (byte_at(text, at++) & 0x3Fu);
  return c;
}

std::u32string decode(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) out += next_character(text, at);
  return out;
}

std::string encode(std::u32string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char32_t c : text) bridge::append_utf8(out, c);
  return out;
}

std::size_t skip_characters(std::string_view text, std::size_t at, std::size_t count) {
  while (count-- > 0 && at < text.size()) next_character(text, at);
  return at;
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

bool is_word(char32_t c) { return c == '_' || bridge::is_alphanumeric(c); }

bool is_space(char32_t c) {
  if (c < 0x80) return c == ' ' || (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x1F);
  return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
         c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

std::size_t space_at(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  std::size_t end = at;
  return is_space(next_character(text, end)) ? end - at : 0;
}

std::size_t skip_spaces(std::string_view text, std::size_t at) {
  while (const std::size_t length = space_at(text, at)) at += length;
  return at;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string_view lstrip(std::string_view text) { return text.substr(skip_spaces(text, 0)); }

std::string_view rstrip(std::string_view text) {
  while (!text.empty()) {
    std::size_t start = text.size() - 1;
    while (start > 0 && is_continuation(text, start)) --start;
    std::size_t at = start;
    if (!is_space(next_character(text, at))) break;
    text = text.substr(0, start);
  }
  return text;
}

std::string_view strip(std::string_view text) { return rstrip(lstrip(text)); }

std::string lower(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    const char32_t c = next_character(text, at);
    if (c < 0x80)
      out += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    else if (c == 0x130)
      out += "i\xCC\x87";
    else if (c == 0x3A3 && ends_word(text.substr(0, start), text.substr(at)))
      out += "\xCF\x82";
    else
      bridge::append_utf8(out, bridge::lower_case(c));
  }
  return out;
}

std::vector<std::string_view> splitlines(std::string_view text) {
  std::vector<std::string_view> lines;
  std::size_t start = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = at;
    const char32_t c = next_character(text, at);
    if (!((c >= 0x0A && c <= 0x0D) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 ||
          c == 0x2029))
      continue;
    lines.push_back(text.substr(start, end - start));
    if (c == '\r' && at < text.size() && text[at] == '\n') ++at;
    start = at;
  }
  if (start < text.size()) lines.push_back(text.substr(start));
  return lines;
}

std::string replace_all(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  out.reserve(text.size());
  std::size_t copied = 0;
  for (std::size_t at; (at = text.find(from, copied)) != std::string_view::npos;
       copied = at + from.size()) {
    out.append(text, copied, at - copied);
    out += to;
  }
  out.append(text, copied, text.size() - copied);
  return out;
}

char32_t fold(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
  if (c == 0x130 || c == 0x131) return 'i';
  if (c == 0x17F) return 's';
  if (c == 0x212A) return 'k';
  return c;
}

std::string folded(std::u32string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char32_t c : text) {
    const char32_t same = fold(c);
    out += same < 0x80 ? static_cast<char>(same) : '\x80';
  }
  return out;
}

std::string folded(std::string_view text) { return folded(decode(text)); }

std::optional<std::size_t> match_ignoring_case(std::string_view text, std::size_t at,
                                               std::string_view word) {
  for (const char expected : word) {
    if (at >= text.size() || fold(next_character(text, at)) != static_cast<unsigned char>(expected))
      return std::nullopt;
  }
  return at;
}

}  // namespace chatterd::html
