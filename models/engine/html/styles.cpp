// Styles: expressions and imports are cut out, what still hides a script goes, and Odoo's list of
// properties is kept.
#include <algorithm>
#include <array>
#include <utility>

#include "bridge/text/unicode.hpp"
#include "models/engine/html/python_text.hpp"
#include "models/engine/html/scripts.hpp"
#include "models/engine/html/tree.hpp"

namespace chatterd::html {
namespace {

using namespace std::literals;

// Sorted. _Cleaner._style_whitelist.
constexpr std::array known_styles = {"background-color"sv,
                                     "border"sv,
                                     "border-bottom"sv,
                                     "border-bottom-color"sv,
                                     "border-bottom-left-radius"sv,
                                     "border-bottom-right-radius"sv,
                                     "border-bottom-style"sv,
                                     "border-bottom-width"sv,
                                     "border-collapse"sv,
                                     "border-color"sv,
                                     "border-left-color"sv,
                                     "border-left-left-radius"sv,
                                     "border-left-right-radius"sv,
                                     "border-left-style"sv,
                                     "border-left-width"sv,
                                     "border-radius"sv,
                                     "border-right-color"sv,
                                     "border-right-left-radius"sv,
                                     "border-right-right-radius"sv,
                                     "border-right-style"sv,
                                     "border-right-width"sv,
                                     "border-spacing"sv,
                                     "border-style"sv,
                                     "border-top"sv,
                                     "border-top-color"sv,
                                     "border-top-left-radius"sv,
                                     "border-top-right-radius"sv,
                                     "border-top-style"sv,
                                     "border-top-width"sv,
                                     "border-width"sv,
                                     "caption-side"sv,
                                     "color"sv,
                                     "display"sv,
                                     "empty-cells"sv,
                                     "float"sv,
                                     "font-family"sv,
                                     "font-size"sv,
                                     "font-weight"sv,
                                     "height"sv,
                                     "letter-spacing"sv,
                                     "line-height"sv,
                                     "margin"sv,
                                     "margin-bottom"sv,
                                     "margin-left"sv,
                                     "margin-right"sv,
                                     "margin-top"sv,
                                     "max-width"sv,
                                     "min-height"sv,
                                     "min-width"sv,
                                     "opacity"sv,
                                     "padding"sv,
                                     "padding-bottom"sv,
                                     "padding-left"sv,
                                     "padding-right"sv,
                                     "padding-top"sv,
                                     "table-layout"sv,
                                     "text-align"sv,
                                     "text-decoration"sv,
                                     "text-transform"sv,
                                     "vertical-align"sv,
                                     "white-space"sv,
                                     "width"sv};
static_assert(std::is_sorted(known_styles.begin(), known_styles.end()));

std::size_t skip_spaces32(std::u32string_view text, std::size_t at) {
  while (at < text.size() && is_space(text[at])) ++at;
  return at;
}

bool stands_at(std::u32string_view text, std::size_t at, std::string_view word) {
  if (text.size() - at < word.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i)
    if (fold(text[at + i]) != static_cast<unsigned char>(word[i])) return false;
  return true;
}

// expression\s*\(.*?\) goes, ignoring case.
std::u32string cut_expressions(const std::u32string& text) {
  constexpr std::string_view word = "expression";
  std::u32string out;
  bool closable = true;  // no closing bracket for one means none for those behind it
  for (std::size_t at = 0; at < text.size();) {
    if (closable && stands_at(text, at, word)) {
      const std::size_t bracket = skip_spaces32(text, at + word.size());
      if (bracket < text.size() && text[bracket] == U'(') {
        const std::size_t end = text.find(U')', bracket + 1);
        closable = end != std::u32string::npos;
        if (closable) {
          at = end + 1;
          continue;
        }
      }
    }
    out += text[at++];
  }
  return out;
}

// @\s*import goes, ignoring case.
std::u32string cut_imports(const std::u32string& text) {
  constexpr std::string_view word = "import";
  std::u32string out;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == U'@') {
      const std::size_t start = skip_spaces32(text, at + 1);
      if (stands_at(text, start, word)) {
        at = start + word.size();
        continue;
      }
    }
    out += text[at++];
  }
  return out;
}

// /\*.*?\*/ goes.
std::u32string cut_comments(std::u32string_view text) {
  std::u32string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = text.find(U"/*", at);
    const std::size_t end =
        start == std::u32string_view::npos ? start : text.find(U"*/", start + 2);
    if (end == std::u32string_view::npos) {
      out += text.substr(at);
      break;
    }
    out += text.substr(at, start - at);
    at = end + 2;
  }
  return out;
}

// \\([0-9a-fA-F]{1,6})\s? becomes its character.
std::u32string decode_escapes(const std::u32string& text) {
  std::u32string out;
  for (std::size_t at = 0; at < text.size();) {
    char32_t value = 0;
    std::size_t end = at + 1;
    if (text[at] == U'\\')
      for (; end < text.size() && end < at + 7 && bridge::hex_digit_value(text[end]) >= 0; ++end)
        value = value * 16 + static_cast<char32_t>(bridge::hex_digit_value(text[end]));
    if (end == at + 1) {
      out += text[at++];
      continue;
    }
    if (end < text.size() && is_space(text[end])) ++end;
    if (value > 0x10FFFF)
      out.append(text, at, end - at);
    else
      out += value;
    at = end;
  }
  return out;
}

bool is_letter(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// </?[a-zA-Z]+
bool looks_like_tag(std::u32string_view text) {
  for (std::size_t at = 0; (at = text.find(U'<', at)) != std::u32string_view::npos; ++at) {
    const std::size_t name = at + 1 < text.size() && text[at + 1] == '/' ? at + 2 : at + 1;
    if (name < text.size() && is_letter(text[name])) return true;
  }
  return false;
}

// The end of (?:[^;"']|"[^";]*"|'[^';]*')* from `at`.
std::size_t style_value_end(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] != ';') {
    if (text[at] == '"' || text[at] == '\'') {
      const char closing[] = {text[at], ';', '\0'};
      const std::size_t end = text.find_first_of(closing, at + 1);
      if (end == std::string_view::npos || text[end] == ';') break;
      at = end;
    }
    ++at;
  }
  return at;
}

struct Style {
  std::string name;
  std::string_view value;
};

// findall(([\w-]+)\s*:\s*((?:[^;"']|"[^";]*"|'[^';]*')+)), the names in lower case.
std::vector<Style> split_styles(std::string_view text) {
  std::vector<Style> styles;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t name = at;
    std::size_t name_end = at;
    while (name_end < text.size()) {
      std::size_t next = name_end;
      const char32_t c = next_character(text, next);
      if (!is_word(c) && c != '-') break;
      name_end = next;
    }
    if (name_end == name) {
      next_character(text, at);
      continue;
    }
    at = name_end;
    const std::size_t colon = skip_spaces(text, name_end);
    if (colon >= text.size() || text[colon] != ':') continue;
    std::size_t value = skip_spaces(text, colon + 1);
    std::size_t end = style_value_end(text, value);
    if (end == value) {
      // Nothing but white space: its last character is then the value.
      if (value == colon + 1) continue;
      do --value;
      while ((static_cast<unsigned char>(text[value]) & 0xC0) == 0x80);
    }
    styles.push_back({lower(text.substr(name, name_end - name)), text.substr(value, end - value)});
    at = end;
  }
  return styles;
}

}  // namespace

std::string without_expressions(std::string_view style) {
  std::string text(style);
  if (text.find('(') != std::string::npos) text = encode(cut_expressions(decode(text)));
  if (text.find('@') != std::string::npos) text = encode(cut_imports(decode(text)));
  return text;
}

bool hides_script(std::string_view style) {
  std::u32string characters = decode_escapes(cut_comments(decode(style)));
  std::erase_if(characters, [](char32_t c) {
    return c == U'\\' || c <= 0x20 || (c >= 0x7F && c <= 0x9F) || is_space(c);
  });
  // Lower case comes first: U+0130 becomes two characters, U+212A a plain k; only the search for
  // schemes ignores case on top of that.
  std::u32string lowered;
  for (const char32_t c : characters) {
    if (c == 0x130)
      lowered += U"i\u0307";
    else
      lowered += c < 0x80 || c == 0x212A ? fold(c) : c;
  }
  if (has_script_scheme(folded(lowered))) return true;
  return lowered.find(U"expression(") != std::u32string::npos ||
         lowered.find(U"@import") != std::u32string::npos || looks_like_tag(lowered);
}

void clean_style_attributes(xmlNode* top) {
  for (xmlNode* element : elements_of(top)) {
    const std::optional<std::string> old = attribute(element, "style");
    if (!old) continue;
    const std::string style = without_expressions(*old);
    if (hides_script(style))
      remove_attribute(element, "style");
    else if (style != *old)
      set_attribute(element, "style", style);
  }
}

void clean_style_elements(Document& doc, xmlNode* top) {
  for (xmlNode* element : elements_of(top, "style")) {
    if (strip(lower(attribute(element, "type").value_or(""))) == "text/javascript") {
      // The top itself can go as well; what is serialised in the end is then still that element.
      if (element != top) drop_tree(doc, element);
      continue;
    }
    const std::string old = text_of(element);
    const std::string style = without_expressions(old);
    if (hides_script(style))
      set_text(element, "/* deleted */");
    else if (style != old)
      set_text(element, style);
  }
}

void keep_known_styles(xmlNode* element) {
  const std::optional<std::string> text = attribute(element, "style");
  if (!text || text->empty()) return;
  std::vector<Style> kept;
  for (Style& style : split_styles(*text)) {
    if (!std::binary_search(known_styles.begin(), known_styles.end(), style.name)) continue;
    const auto same = std::find_if(kept.begin(), kept.end(),
                                   [&](const Style& k) { return k.name == style.name; });
    if (same == kept.end())
      kept.push_back(std::move(style));
    else
      same->value = style.value;
  }
  if (kept.empty()) return remove_attribute(element, "style");
  std::string out;
  for (const Style& style : kept) {
    if (!out.empty()) out += "; ";
    (out += style.name) += ':';
    out += style.value;
  }
  set_attribute(element, "style", out);
}

}  // namespace chatterd::html
