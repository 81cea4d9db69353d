// Unicode properties that need tables of their own (glib's).
#pragma once
#include <string>
#include <string_view>

namespace chatterd::bridge {

// Decomposes the characters (NFKD) and leaves out what combines with another: "équipe" → "equipe"
// (odoo.tools.remove_accents). Faulty UTF-8 is read as U+FFFD.
std::string remove_accents(std::string_view text);

// A code point as UTF-8, behind what `out` has.
void append_utf8(std::string& out, char32_t c);

bool is_utf8(std::string_view text);

}  // namespace chatterd::bridge
