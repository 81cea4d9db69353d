// Python's str where its idea of a character shows in Odoo's output: white space, case, lines, \w,
// re.IGNORECASE. All texts are UTF-8; functions that decode expect it to be valid (see valid_utf8).
#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatterd::html {

// bytes.decode("utf-8", "replace"): each faulty part becomes U+FFFD.
std::string valid_utf8(std::string_view bytes);
// Decodes the character at `at` (at < text.size()) and moves `at` behind it.
char32_t next_character(std::string_view text, std::size_t& at);
std::u32string decode(std::string_view text);
std::string encode(std::u32string_view text);
// Byte offset of the character number `count` from `at`, or text.size().
std::size_t skip_characters(std::string_view text, std::size_t at, std::size_t count);
std::size_t count_characters(std::string_view text);

// str.isspace() and \s.
bool is_space(char32_t c);
// \w.
bool is_word(char32_t c);
// The length in bytes of the white space character at `at`, or 0.
std::size_t space_at(std::string_view text, std::size_t at);
// The offset behind the run of white space at `at`.
std::size_t skip_spaces(std::string_view text, std::size_t at);
bool is_ascii(std::string_view text);

// str.strip(), lstrip(), rstrip() without argument.
std::string_view strip(std::string_view text);
std::string_view lstrip(std::string_view text);
std::string_view rstrip(std::string_view text);
// str.lower().
std::string lower(std::string_view text);
// str.splitlines().
std::vector<std::string_view> splitlines(std::string_view text);
std::vector<std::string_view> splitlines(std::string&& text) = delete;  // the lines are parts of it
// str.replace().
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);

// The ASCII letter that re.IGNORECASE compares c with, in lower case; c itself where there is none
// (U+0130 and U+0131 are "i", U+017F is "s", U+212A is "k").
char32_t fold(char32_t c);
// fold() of the whole text in one byte a character; characters that are no ASCII letter become
// 0x80.
std::string folded(std::string_view text);
std::string folded(std::u32string_view text);
// Whether `word` (lower case ASCII) stands at `at` under re.IGNORECASE; the offset behind it.
std::optional<std::size_t> match_ignoring_case(std::string_view text, std::size_t at,
                                               std::string_view word);

}  // namespace chatterd::html
