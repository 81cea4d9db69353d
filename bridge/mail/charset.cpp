// Charsets on glibc's iconv, under the names that mail programs have for them.
#include "bridge/mail/charset.hpp"

#include <iconv.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bridge/mail/characters.hpp"

namespace chatterd::bridge {
namespace {

constexpr std::string_view unreadable = "\xEF\xBF\xBD";

// Letters and digits in small letters: "KS_C_5601-1987" → "ksc56011987".
std::string key_of(std::string_view charset) {
  // "//TRANSLIT" and "//IGNORE" are iconv's own, "*en" is a language (RFC 2231), ":1987" a year
  charset = charset.substr(0, std::min({charset.find("//"), charset.find('*'), charset.find(':')}));
  std::string key;
  for (const char c : charset) {
    const char letter = small_letter(c);
    if (is_digit(letter) || (letter >= 'a' && letter <= 'z')) key += letter;
  }
  return key;
}

// iconv's name of a charset; where mail programs write a larger one under a smaller one's name, the
// larger one. "" for names that say nothing.
std::string iconv_name(std::string_view charset) {
  static const std::map<std::string, const char*, std::less<>> names{
      {"utf8", "UTF-8"},
      {"unicode11utf8", "UTF-8"},
      {"ascii", "WINDOWS-1252"},
      {"usascii", "WINDOWS-1252"},
      {"ansix341968", "WINDOWS-1252"},
      {"iso646us", "WINDOWS-1252"},
      {"iso88591", "WINDOWS-1252"},
      {"latin1", "WINDOWS-1252"},
      {"l1", "WINDOWS-1252"},
      {"ansi", "WINDOWS-1252"},
      {"iso88598i", "ISO-8859-8"},
      {"iso88598e", "ISO-8859-8"},
      {"iso88599", "WINDOWS-1254"},
      {"latin5", "WINDOWS-1254"},
      {"iso885911", "CP874"},
      {"tis620", "CP874"},
      {"windows874", "CP874"},
      {"dos874", "CP874"},
      {"ksc56011987", "CP949"},
      {"ksc56011989", "CP949"},
      {"ksc5601", "CP949"},
      {"korean", "CP949"},
      {"isoir149", "CP949"},
      {"euckr", "CP949"},
      {"uhc", "CP949"},
      {"windows949", "CP949"},
      {"cp949", "CP949"},
      {"ms949", "CP949"},
      {"gb2312", "GB18030"},
      {"gb231280", "GB18030"},
      {"csgb2312", "GB18030"},
      {"euccn", "GB18030"},
      {"chinese", "GB18030"},
      {"gbk", "GB18030"},
      {"cp936", "GB18030"},
      {"windows936", "GB18030"},
      {"ms936", "GB18030"},
      {"big5", "BIG5-HKSCS"},
      {"big5hkscs", "BIG5-HKSCS"},
      {"big5eten", "BIG5-HKSCS"},
      {"cnbig5", "BIG5-HKSCS"},
      {"cp950", "BIG5-HKSCS"},
      {"windows950", "BIG5-HKSCS"},
      {"shiftjis", "CP932"},
      {"sjis", "CP932"},
      {"mskanji", "CP932"},
      {"windows31j", "CP932"},
      {"cp932", "CP932"},
      {"ms932", "CP932"},
      {"mscp932", "CP932"},
      {"iso2022jp", "ISO-2022-JP-3"},
      {"cp50220", "ISO-2022-JP-3"},
      {"cp50221", "ISO-2022-JP-3"},
      {"unicode11utf7", "UTF-7"},
      {"utf7", "UTF-7"},
      {"unicode", "UTF-16"},
      {"ucs2", "UTF-16"},
      {"utf16", "UTF-16"},
      {"utf16le", "UTF-16LE"},
      {"utf16be", "UTF-16BE"},
      {"utf32", "UTF-32"},
      {"mac", "MACINTOSH"},
      {"macroman", "MACINTOSH"},
      {"macintosh", "MACINTOSH"},
      {"xmacjapanese", "CP932"},
      {"maccyrillic", "MAC-CYRILLIC"},
      {"", ""},
      {"8bit", ""},
      {"7bit", ""},
      {"binary", ""},
      {"default", ""},
      {"none", ""},
      {"unknown", ""},
      {"unknown8bit", ""},
      {"unknownunknown", ""},
      {"userdefined", ""},
  };
  std::string key = key_of(charset);
  for (;;) {
    if (const auto known = names.find(key); known != names.end()) return known->second;
    if (!charset.starts_with("x-") && !charset.starts_with("X-")) break;
    charset.remove_prefix(2);  // x-sjis, x-mac-roman
    key.erase(0, 1);
  }
  for (const std::string_view page : {"windows", "cp", "ibm", "dos", "win"}) {
    const std::string digits = key.substr(std::min(key.size(), page.size()));
    if (key.starts_with(page) && !digits.empty() &&
        std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }))
      return digits == "65001" ? "UTF-8" : "CP" + digits;
  }
  for (const std::string_view family : {"iso8859", "latiniso8859"})
    if (key.starts_with(family)) {
      std::string part = key.substr(family.size());
      // how right-to-left text is laid out (RFC 1556): as it is read, in all that is written today
      if (part.ends_with('i') || part.ends_with('e')) part.pop_back();
      return "ISO-8859-" + part;
    }
  // a name for iconv holds nothing that it could take for a file or an option
  std::string name(
      charset.substr(0, std::min({charset.find("//"), charset.find('*'), charset.find(':')})));
  const bool fit = std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '-' || c == '_' || c == '.' || c == '+';
  });
  return fit && name.size() < 64 ? name : std::string();
}

// HZ is GB2312 in seven bits between "~{" and "~}" (RFC 1843); glibc does not have it.
std::string without_hz(std::string_view bytes) {
  std::string out;
  bool chinese = false;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] == '~' && i + 1 < bytes.size()) {
      const char next = bytes[i + 1];
      if (next == '{' || next == '}' || next == '~' || next == '\n') {
        if (next == '~') out += '~';
        if (next == '{' || next == '}') chinese = next == '{';
        ++i;
        continue;
      }
    }
    if (bytes[i] == '\n') chinese = false;
    out += chinese && bytes[i] > ' ' ? static_cast<char>(bytes[i] | 0x80) : bytes[i];
  }
  return out;
}

// What valid UTF-8 begins at `at`: its length, or 0.
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const unsigned first = byte(at);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xC2 && first < 0xE0   ? 2
                             : first >= 0xE0 && first < 0xF0 ? 3
                             : first >= 0xF0 && first < 0xF5 ? 4
                                                             : 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
  const unsigned second = byte(at + 1);
  if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second >= 0xA0) ||
      (first == 0xF0 && second < 0x90) || (first == 0xF4 && second >= 0x90))
    return 0;
  return length;
}

struct Utf8Count {
  std::size_t characters = 0, faults = 0;  // beyond ASCII
};

Utf8Count count_utf8(std::string_view bytes) {
  Utf8Count out;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = utf8_length(bytes, at);
    if (length > 1) ++out.characters;
    if (length == 0) ++out.faults;
    at += std::max<std::size_t>(length, 1);
  }
  return out;
}

std::string valid(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = utf8_length(bytes, at);
    if (length)
      out += bytes.substr(at, length);
    else
      out += unreadable;
    at += std::max<std::size_t>(length, 1);
  }
  return out;
}

// Without what no text has: control characters, a byte order mark, U+FFFE and U+FFFF.
std::string readable(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 && c != '\t' && c != '\n' && c != '\r') continue;
    if (c == 0xEF && (text.substr(i, 3) == "\xEF\xBF\xBE" || text.substr(i, 3) == "\xEF\xBF\xBF")) {
      i += 2;
      continue;
    }
    out += text[i];
  }
  return out;
}

struct Converted {
  std::string text;
  bool faultless = true;
};

// Nothing when iconv does not know the name.
std::optional<Converted> convert(std::string_view bytes, const std::string& charset) {
  const iconv_t converter = iconv_open("UTF-8", charset.c_str());
  if (converter == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
  Converted out;
  char* in = const_cast<char*>(bytes.data());
  std::size_t left = bytes.size();
  char buffer[4096];
  for (bool flushing = false;;) {
    char* to = buffer;
    std::size_t room = sizeof buffer;
    const std::size_t done = flushing ? iconv(converter, nullptr, nullptr, &to, &room)
                                      : iconv(converter, &in, &left, &to, &room);
    out.text.append(buffer, sizeof buffer - room);
    if (done != static_cast<std::size_t>(-1)) {
      if (flushing) break;
      flushing = true;
    } else if (errno != E2BIG) {
      out.faultless = false;
      if (flushing || left == 0) break;
      out.text += unreadable;
      ++in;
      --left;
    }
  }
  iconv_close(converter);
  return out;
}

std::string western(std::string_view bytes) {
  static const std::vector<std::string> characters = [] {
    std::vector<std::string> all;
    for (int i = 0; i < 256; ++i) {
      const char c = static_cast<char>(i);
      const auto one = convert(std::string_view(&c, 1), "WINDOWS-1252");
      all.push_back(one ? one->text : std::string(unreadable));
    }
    return all;
  }();
  std::string out;
  for (const char c : bytes) out += characters[static_cast<unsigned char>(c)];
  return out;
}

std::string guess(std::string_view bytes) {
  if (bytes.find("\x1B$") != std::string_view::npos && is_ascii(bytes)) {
    const bool korean = bytes.find("\x1B$)C") != std::string_view::npos;
    if (auto text = convert(bytes, korean ? "ISO-2022-KR" : "ISO-2022-JP-3"); text) {
      if (text->faultless) return std::move(text->text);
    }
  }
  const Utf8Count count = count_utf8(bytes);
  if (count.faults <= count.characters) return valid(bytes);
  return western(bytes);
}

bool has_one_byte_a_character(std::string_view charset) {
  const std::string name = small_letters(charset);
  for (const char* family : {"iso-8859-", "cp125", "windows-125", "koi8", "latin"})
    if (name.starts_with(family)) return true;
  return false;
}

std::string read_charset(std::string_view bytes, std::string_view charset) {
  const std::string key = key_of(charset);
  if (key == "hzgb2312" || key == "hz") {
    const std::string plain = without_hz(bytes);
    if (auto text = convert(plain, "GB18030")) return std::move(text->text);
  }
  const std::string name = iconv_name(charset);
  if (name == "UTF-8" && count_utf8(bytes).characters > 0) return valid(bytes);
  if (name.empty() || name == "UTF-8") return guess(bytes);
  const Utf8Count count = is_ascii(bytes) ? Utf8Count{} : count_utf8(bytes);
  const bool is_utf8 = count.characters > 0 && count.faults == 0;
  // Latin-1 that is valid UTF-8 is UTF-8 whose label is wrong
  if (name == "WINDOWS-1252" || name == "CP1252" || name == "ISO-8859-15")
    return is_utf8                 ? std::string(bytes)
           : name == "ISO-8859-15" ? convert(bytes, name)->text
                                   : western(bytes);
  // UTF-16 of more than a word has zero bytes, and what begins with no mark of its order is rare
  if (name == "UTF-16" && is_utf8 && bytes.find('\0') == std::string_view::npos)
    return std::string(bytes);
  // letters of another alphabet that pair up to UTF-8 throughout: no text does that by chance, but
  // for words of Thai
  if (is_utf8 && count.characters > 1 && has_one_byte_a_character(name) && name != "CP874")
    return std::string(bytes);
  auto text = convert(bytes, name);
  if (!text || (!text->faultless && is_utf8)) return guess(bytes);
  return std::move(text->text);
}

}  // namespace

std::string guess_text(std::string_view bytes) { return readable(guess(bytes)); }

std::string decode_charset(std::string_view bytes, std::string_view charset) {
  return readable(read_charset(bytes, charset));
}

}  // namespace chatterd::bridge
