// Content-Transfer-Encoding: the bytes of a part, as much as can be read of them.
//
// Pure and thread-safe; nothing throws.
#pragma once
#include <string>
#include <string_view>

namespace chatterd::bridge {

// Skips what is not of the alphabet. A missing padding loses no byte; behind a padding another text
// may follow, as list servers and cut encoded words have it.
std::string decode_base64(std::string_view text);
// "=XY" that is no number stays as it is.
std::string decode_quoted_printable(std::string_view text);
// The Q encoding of RFC 2047: "_" is a space.
std::string decode_quoted_word(std::string_view text);
// `encoding` as the header names it; unknown ones change nothing. Text that claims to be base64 and
// plainly is not stays as it is.
std::string decode_transfer(std::string_view text, std::string_view encoding);
// List servers and disclaimers put their words behind the base64 of others: these words.
std::string_view text_behind_base64(std::string_view text, std::string_view encoding);

}  // namespace chatterd::bridge
