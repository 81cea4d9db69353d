// base64, quoted-printable and uuencode.
#include "bridge/mail/transfer.hpp"

#include <algorithm>
#include <cstdint>

#include "bridge/mail/characters.hpp"

namespace chatterd::bridge {
namespace {

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

bool is_space(char c) { return is_blank(c) || c == '\r' || c == '\n'; }

// What two hexadecimal digits behind `at` stand for; -1 when they are none.
int hex_pair(std::string_view text, std::size_t at) {
  const auto value = [&](std::size_t i) {
    const char c = i < text.size() ? small_letter(text[i]) : ' ';
    return is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  const int high = value(at + 1), low = value(at + 2);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

std::string_view line_at(std::string_view text, std::size_t& at) {
  const std::size_t end = std::min(text.find('\n', at), text.size());
  const std::string_view line = text.substr(at, end - at);
  at = std::min(end + 1, text.size());
  return line;
}

std::string_view without_end(std::string_view line) {
  while (!line.empty() && is_space(line.back())) line.remove_suffix(1);
  return line;
}

std::string_view without_blanks(std::string_view line) {
  line = without_end(line);
  while (!line.empty() && is_space(line.front())) line.remove_prefix(1);
  return line;
}

bool is_base64_line(std::string_view line) {
  return std::all_of(line.begin(), line.end(),
                     [](char c) { return base64_value(c) >= 0 || c == '='; });
}

// Words with spaces between them, or a quarter of other characters: no base64.
bool looks_like_base64(std::string_view text) {
  std::size_t good = 0, bad = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view line = without_blanks(line_at(text, at));
    if (line.starts_with("--")) break;
    for (const char c : line) ++(base64_value(c) >= 0 || c == '=' ? good : bad);
  }
  return bad * 4 <= good;
}

bool is_whole_line(std::string_view line) {
  return !line.empty() && line.size() % 4 == 0 && is_base64_line(line);
}

// The characters that a uuencoded line stands for.
void take_uu_line(std::string_view line, std::string& out) {
  const auto value = [&](std::size_t i) {
    return i < line.size() ? static_cast<unsigned>((line[i] - ' ') & 0x3F) : 0u;
  };
  std::size_t left = value(0);
  for (std::size_t i = 1; left > 0; i += 4) {
    const unsigned bits = value(i) << 18 | value(i + 1) << 12 | value(i + 2) << 6 | value(i + 3);
    for (int shift = 16; shift >= 0 && left > 0; shift -= 8, --left)
      out += static_cast<char>(bits >> shift);
  }
}

std::string decode_uu(std::string_view text) {
  std::string out;
  bool inside = false;
  for (std::size_t at = 0; at < text.size();) {
    std::string_view line = line_at(text, at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!inside) {
      inside = line.starts_with("begin ");
      continue;
    }
    if (line == "end" || line.empty()) break;
    take_uu_line(line, out);
  }
  return inside ? out : std::string(text);
}

// "quoted-printable", also where it stands in quotation marks or with a comment behind it.
std::string encoding_name(std::string_view header) {
  const std::string text = small_letters(header);
  const std::size_t begin = std::min(text.find_first_not_of(" \t\r\n\"'"), text.size());
  return text.substr(begin, text.find_first_of(" \t\r\n\"';(", begin) - begin);
}

// Lines of base64 are longer than most words.
constexpr std::size_t least_of_a_line = 40;

}  // namespace

std::string decode_base64(std::string_view text) {
  std::string out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  int count = 0;
  bool ended = false;  // behind a padding
  const auto end_group = [&] {
    if (count == 2) out += static_cast<char>(bits >> 4);
    if (count == 3) (out += static_cast<char>(bits >> 10)) += static_cast<char>(bits >> 2);
    bits = 0;
    count = 0;
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view line = without_end(line_at(text, at));
    if (line.starts_with("--")) break;  // a boundary that was not one
    if (ended && !is_whole_line(line)) continue;
    ended = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '=') {
        if (count >= 2) {
          end_group();
          // more in the line: encoded words that were put together
          ended = line.find_first_not_of("= \t", i) == std::string_view::npos;
        }
        continue;
      }
      const int value = base64_value(line[i]);
      if (value < 0) continue;
      bits = bits << 6 | static_cast<std::uint32_t>(value);
      if (++count < 4) continue;
      for (const int shift : {16, 8, 0}) out += static_cast<char>(bits >> shift);
      bits = 0;
      count = 0;
    }
  }
  end_group();
  return out;
}

std::string decode_quoted_printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const bool last = text.find('\n', at) == std::string_view::npos;
    std::string_view line = line_at(text, at);
    const bool cr = line.ends_with('\r');
    line = without_end(line);
    bool soft = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] != '=') {
        out += line[i];
      } else if (const int byte = hex_pair(line, i); byte >= 0) {
        out += static_cast<char>(byte);
        i += 2;
      } else if (i + 1 == line.size()) {
        soft = true;
      } else {
        out += '=';
      }
    }
    if (!soft && !last) out += cr ? "\r\n" : "\n";
  }
  return out;
}

std::string decode_quoted_word(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (const int byte = text[i] == '=' ? hex_pair(text, i) : -1; byte >= 0) {
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i] == '_' ? ' ' : text[i];
    }
  }
  return out;
}

std::string_view text_behind_base64(std::string_view text, std::string_view encoding) {
  if (encoding_name(encoding) != "base64") return {};
  std::size_t characters = 0, begin = text.size();
  bool ended = false;  // by a padding or an empty line
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    const std::string_view line = without_blanks(line_at(text, at));
    if (begin < text.size()) {
      // more of it: what stood between was only damaged
      if (line.size() >= least_of_a_line && is_base64_line(line)) return {};
    } else if (line.empty()) {
      ended = ended || characters > 0;
    } else if (!is_base64_line(line) || (ended && !is_whole_line(line))) {
      const bool boundary = line.starts_with("--") && line.find_first_not_of('-') != line.npos;
      if (!ended || characters % 4 != 0 || boundary) return {};
      begin = start;
    } else {
      characters += line.size();
      ended = line.ends_with('=');
    }
  }
  return text.substr(begin);
}

std::string decode_transfer(std::string_view text, std::string_view encoding) {
  const std::string name = encoding_name(encoding);
  if (name == "base64") {
    text.remove_suffix(text_behind_base64(text, encoding).size());
    if (looks_like_base64(text)) return decode_base64(text);
  }
  if (name == "quoted-printable") return decode_quoted_printable(text);
  if (name == "x-uuencode" || name == "uuencode" || name == "x-uue" || name == "uue")
    return decode_uu(text);
  return std::string(text);
}

}  // namespace chatterd::bridge
