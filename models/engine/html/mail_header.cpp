// RFC 2047: encoded words in mail headers, decoded as Python's email.header and Odoo's ustr do.
#include <iconv.h>

#include <array>

#include "bridge/files/hash.hpp"
#include "models/engine/errors.hpp"
#include "models/engine/html/email_text.hpp"
#include "models/engine/html/python_text.hpp"

namespace chatterd::html {
namespace {

struct Word {
  std::string text;
  char encoding = 0;  // 'q', 'b', or 0 for what is not encoded
  std::string charset;
};

struct Bytes {
  std::string bytes;
  std::optional<std::string> charset;
};

struct Match {
  std::size_t start, end;
  Word word;
};

// =\?([^?]*?)\?([qQbB])\?(.*?)\?= searched from `at`.
std::optional<Match> find_encoded(std::string_view text, std::size_t at) {
  for (; (at = text.find("=?", at)) != std::string_view::npos; ++at) {
    const std::size_t charset_end = text.find('?', at + 2);
    if (charset_end == std::string_view::npos || charset_end + 2 >= text.size())
      return std::nullopt;
    const char encoding = static_cast<char>(text[charset_end + 1] | 0x20);
    if ((encoding != 'q' && encoding != 'b') || text[charset_end + 2] != '?') continue;
    const std::size_t start = charset_end + 3;
    const std::size_t end = text.find("?=", start);
    if (end == std::string_view::npos) return std::nullopt;
    const std::size_t line_end = text.find('\n', start);
    if (line_end < end) continue;
    return Match{at,
                 end + 2,
                 {std::string(text.substr(start, end - start)), encoding,
                  lower(text.substr(at + 2, charset_end - at - 2))}};
  }
  return std::nullopt;
}

std::vector<Word> split_words(std::string_view header) {
  std::vector<Word> words;
  for (const std::string_view line : splitlines(header)) {
    std::size_t at = 0;
    for (bool first = true;; first = false) {
      const std::optional<Match> match = find_encoded(line, at);
      std::string_view plain = line.substr(at, (match ? match->start : line.size()) - at);
      if (first) plain = lstrip(plain);
      if (!plain.empty()) words.push_back({std::string(plain), 0, {}});
      if (!match) break;
      words.push_back(match->word);
      at = match->end;
    }
  }
  // White space between two encoded words is not part of the text.
  std::vector<Word> kept;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool between =
        i > 0 && i + 1 < words.size() && words[i - 1].encoding && words[i + 1].encoding;
    if (between && !words[i].text.empty() && strip(words[i].text).empty()) continue;
    kept.push_back(words[i]);
  }
  return kept;
}

// str.encode("raw-unicode-escape").
std::string raw_bytes(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_character(text, at);
    std::array<char, 16> escape{};
    if (c < 0x100)
      escape[0] = static_cast<char>(c);
    else
      std::snprintf(escape.data(), escape.size(), c < 0x10000 ? "\\u%04x" : "\\U%08x",
                    static_cast<unsigned>(c));
    c < 0x100 ? void(out += escape[0]) : void(out += escape.data());
  }
  return out;
}

int hex_digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const int letter = c | 0x20;
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

// The Q encoding; what it decodes to counts as Latin-1 characters until the bytes are taken.
std::string quoted_bytes(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '=' && at + 2 < text.size() && hex_digit_value(text[at + 1]) >= 0 &&
        hex_digit_value(text[at + 2]) >= 0) {
      out += static_cast<char>(hex_digit_value(text[at + 1]) * 16 + hex_digit_value(text[at + 2]));
      at += 3;
      continue;
    }
    const std::size_t start = at;
    next_character(text, at);
    out += text[start] == '_' ? " " : raw_bytes(text.substr(start, at - start));
  }
  return out;
}

std::string base64_bytes(std::string_view word) {
  const std::size_t characters = count_characters(word);
  std::string text = raw_bytes(word);
  if (characters % 4) text.append(4 - characters % 4, '=');
  try {
    return bridge::base64_decode_lenient(text);
  } catch (const std::invalid_argument&) {
    throw Error(ErrorKind::internal, "Base64 decoding error", "email.errors.HeaderParseError");
  }
}

// email.header.decode_header for a header that has encoded words.
std::vector<Bytes> decode_words(std::string_view header) {
  std::vector<Bytes> parts;
  for (const Word& word : split_words(header)) {
    Bytes part;
    if (word.encoding) part.charset = word.charset;
    part.bytes = word.encoding == 'q'   ? quoted_bytes(word.text)
                 : word.encoding == 'b' ? base64_bytes(word.text)
                                        : raw_bytes(word.text);
    if (parts.empty() || parts.back().charset != part.charset)
      parts.push_back(std::move(part));
    else
      parts.back().bytes += (part.charset ? "" : " ") + part.bytes;
  }
  return parts;
}

std::string from_latin1(std::string_view bytes) {
  std::string out;
  for (const char byte : bytes) append_character(out, static_cast<unsigned char>(byte));
  return out;
}

std::optional<std::string> from_utf8(const std::string& bytes) {
  return valid_utf8(bytes) == bytes ? std::optional(bytes) : std::nullopt;
}

// bytes.decode(charset), strictly; nothing for faults and unknown names.
std::optional<std::string> from_charset(const std::string& bytes, const std::string& charset) {
  std::string name = charset;
  std::erase_if(name, [](char c) { return c == '-' || c == '_' || c == ' '; });
  if (name == "utf8") return from_utf8(bytes);
  if (name == "ascii" || name == "usascii")
    return is_ascii(bytes) ? std::optional(bytes) : std::nullopt;
  if (name == "iso88591" || name == "latin1") return from_latin1(bytes);
  if (name.empty() || charset.find('/') != std::string::npos)
    return std::nullopt;  // "//IGNORE" is iconv's own
  const iconv_t converter = iconv_open("UTF-8", charset.c_str());
  if (converter == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
  std::string out(bytes.size() * 4 + 16, '\0');
  char* in = const_cast<char*>(bytes.data());
  char* to = out.data();
  std::size_t in_left = bytes.size(), out_left = out.size();
  const bool converted =
      iconv(converter, &in, &in_left, &to, &out_left) != static_cast<std::size_t>(-1) &&
      iconv(converter, nullptr, nullptr, &to, &out_left) != static_cast<std::size_t>(-1);
  iconv_close(converter);
  out.resize(out.size() - out_left);
  return converted ? std::optional(out) : std::nullopt;
}

// odoo.tools.ustr(bytes, charset): the charset named, then UTF-8, then Latin-1.
std::string to_text(const Bytes& part) {
  if (part.charset)
    if (auto text = from_charset(part.bytes, *part.charset)) return *text;
  if (auto text = from_utf8(part.bytes)) return *text;
  return from_latin1(part.bytes);
}

}  // namespace

std::string decode_smtp_header(std::string_view raw) {
  std::string header;
  for (const char byte : raw) {
    // what is no ASCII is of no known charset, and Python shows each byte of it as U+FFFD
    if (static_cast<unsigned char>(byte) >= 0x80)
      append_character(header, 0xFFFD);
    else if (byte != '\r')
      header += byte;
  }
  if (!find_encoded(header, 0)) return header;
  std::string text;
  for (const Bytes& part : decode_words(header)) text += to_text(part);
  return text;
}

std::string decode_message_header(const std::vector<std::string>& headers,
                                  std::string_view separator) {
  std::string text;
  bool first = true;
  for (const std::string& header : headers) {
    if (header.empty()) continue;
    if (!first) text += separator;
    first = false;
    text += decode_smtp_header(header);
  }
  return text;
}

}  // namespace chatterd::html
