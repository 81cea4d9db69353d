// UTF-8 and the properties of characters (glib's tables).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace chatterd::bridge {

// Decomposes the characters (NFKD) and leaves out what combines with another: "équipe" → "equipe"
// (odoo.tools.remove_accents). Faulty UTF-8 is read as U+FFFD.
std::string remove_accents(std::string_view text);

// A code point as UTF-8, behind what `out` has.
void append_utf8(std::string& out, char32_t c);

bool is_utf8(std::string_view text);

struct CodePoint {
  char32_t value;
  std::size_t length;  // in bytes; 0: not UTF-8 here, and the value is the byte
};
// The character at `at` (at < text.size()).
CodePoint code_point(std::string_view text, std::size_t at);

char32_t lower_case(char32_t c);
// str.upper() of Python: "straße" becomes "STRASSE". Faulty UTF-8 is read as U+FFFD.
std::string upper_case(std::string_view text);
// Unicode's Cased and Case_Ignorable, which tell where a word ends.
bool is_cased(char32_t c);
bool is_case_ignorable(char32_t c);
// Letters, digits and other numbers: what str.isalnum() of Python says.
bool is_alphanumeric(char32_t c);
// str.isprintable(), and the space.
bool is_printable(char32_t c);
// 0 to 15; -1 for what is no hexadecimal digit of ASCII.
int hex_digit_value(char32_t c);

}  // namespace chatterd::bridge
