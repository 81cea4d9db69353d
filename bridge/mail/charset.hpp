// Bytes of e-mails as text: the one decoder of headers, parameters and bodies.
//
// Pure and thread-safe; nothing throws. Control characters other than tab and line breaks are left
// out: neither PostgreSQL nor a page takes them.
#pragma once
#include <string>
#include <string_view>

namespace chatterd::bridge {

// The bytes in UTF-8. `charset` is what the mail calls it, in any spelling ("ks_c_5601-1987",
// "cp-850", "utf-8//TRANSLIT"). What cannot be read becomes U+FFFD. Text that is plainly not what
// its label says (UTF-8 called Latin-1, Windows' quotation marks called ISO-8859-1, no label, one
// that nobody knows) is read as what it most likely is.
std::string decode_charset(std::string_view bytes, std::string_view charset);

// Text without any label: UTF-8 if it is, ISO-2022-JP by its escapes, else windows-1252.
std::string guess_text(std::string_view bytes);

}  // namespace chatterd::bridge
