#include "models/engine/templates/text_methods.hpp"

#include <algorithm>

#include "bridge/text/unicode.hpp"
#include "models/engine/html/python_text.hpp"
#include "models/engine/templates/meter.hpp"

namespace chatterd::templates {
namespace {

std::string text_argument(const Arguments& arguments, std::size_t place, const char* name) {
  const Any value = arguments.get(place, name);
  const Text* text = value.as<Text>();
  if (text == nullptr) fail("TypeError: must be str, not " + type_name(value));
  return text->bytes;
}

std::size_t width_argument(const Arguments& arguments) {
  const std::int64_t width = whole_argument(arguments, 0, "width", 0);
  check_size(width > 0 ? static_cast<std::size_t>(width) : 0);
  return width > 0 ? static_cast<std::size_t>(width) : 0;
}

bool is_letter(char32_t c) { return html::is_word(c) && c != '_' && !(c >= '0' && c <= '9'); }

std::string capitalize(const std::string& text) {
  if (text.empty()) return text;
  const std::size_t second = html::skip_characters(text, 0, 1);
  return bridge::upper_case(text.substr(0, second)) + html::lower(text.substr(second));
}

std::string title(const std::string& text) {
  std::string out;
  bool inside = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const char32_t c = html::next_character(text, at);
    const std::string one = text.substr(begin, at - begin);
    out += inside ? html::lower(one) : bridge::upper_case(one);
    inside = is_letter(c);
  }
  return out;
}

// strip() with its set of characters, at the sides asked for.
std::string stripped(const std::string& text, const Arguments& arguments, bool left, bool right) {
  const Any* given = arguments.find(0, "chars");
  if (given == nullptr || given->is_none()) {
    std::string_view out = text;
    if (left) out = html::lstrip(out);
    if (right) out = html::rstrip(out);
    return std::string(out);
  }
  std::u32string characters = html::decode(text_argument(arguments, 0, "chars"));
  std::sort(characters.begin(), characters.end());
  std::u32string all = html::decode(text);
  const auto drop = [&](char32_t c) {
    return std::binary_search(characters.begin(), characters.end(), c);
  };
  if (left) all.erase(all.begin(), std::find_if_not(all.begin(), all.end(), drop));
  if (right) all.erase(std::find_if_not(all.rbegin(), all.rend(), drop).base(), all.end());
  return html::encode(all);
}

// A text that becomes a list is many times as large.
void add_piece(List& out, std::string piece) {
  spend(sizeof(Any) + piece.size());
  out.push_back(std::move(piece));
}

Any split_spaces(const std::string& text, std::int64_t most) {
  List out;
  std::size_t at = html::skip_spaces(text, 0);
  while (at < text.size()) {
    if (most >= 0 && static_cast<std::int64_t>(out.size()) >= most) {
      out.push_back(std::string(html::rstrip(std::string_view(text).substr(at))));
      return list_of(std::move(out));
    }
    std::size_t end = at;
    while (end < text.size() && html::space_at(text, end) == 0) html::next_character(text, end);
    add_piece(out, text.substr(at, end - at));
    at = html::skip_spaces(text, end);
  }
  return list_of(std::move(out));
}

Any split(const std::string& text, const Arguments& arguments) {
  const std::int64_t most = whole_argument(arguments, 1, "maxsplit", -1);
  const Any* separator = arguments.find(0, "sep");
  if (separator == nullptr || separator->is_none()) return split_spaces(text, most);
  const std::string by = text_argument(arguments, 0, "sep");
  if (by.empty()) fail("ValueError: empty separator");
  List out;
  std::size_t at = 0;
  for (;;) {
    if (most >= 0 && static_cast<std::int64_t>(out.size()) >= most) break;
    const std::size_t end = find_text(text, by, at);
    if (end == std::string::npos) break;
    add_piece(out, text.substr(at, end - at));
    at = end + by.size();
  }
  out.push_back(text.substr(at));
  return list_of(std::move(out));
}

Any rsplit(const std::string& text, const Arguments& arguments) {
  const std::int64_t most = whole_argument(arguments, 1, "maxsplit", -1);
  if (most < 0) return split(text, arguments);
  const std::string by = text_argument(arguments, 0, "sep");
  if (by.empty()) fail("ValueError: empty separator");
  List out;
  std::size_t end = text.size();
  while (static_cast<std::int64_t>(out.size()) < most && end >= by.size()) {
    const std::size_t at = find_last_text(text, by, end - by.size());
    if (at == std::string::npos) break;
    add_piece(out, text.substr(at + by.size(), end - at - by.size()));
    end = at;
  }
  add_piece(out, text.substr(0, end));
  std::reverse(out.begin(), out.end());
  return list_of(std::move(out));
}

Any partition(const std::string& text, const Arguments& arguments, bool last) {
  const std::string by = text_argument(arguments, 0, "sep");
  const std::size_t at = last ? find_last_text(text, by) : find_text(text, by);
  if (at == std::string::npos) return last ? tuple_of({"", "", text}) : tuple_of({text, "", ""});
  return tuple_of({text.substr(0, at), by, text.substr(at + by.size())});
}

// startswith and endswith take one text or a tuple of them.
bool at_end(const std::string& text, const Arguments& arguments, bool front) {
  const Any given = arguments.get(0, "prefix");
  const auto fits = [&](const std::string& part) {
    return front ? text.starts_with(part) : text.ends_with(part);
  };
  if (const Sequence* tuple = given.as<Sequence>())
    return std::any_of(tuple->items->begin(), tuple->items->end(),
                       [&](const Any& part) { return fits(str(part)); });  // str() spends
  return fits(text_argument(arguments, 0, "prefix"));
}

Any found(const std::string& text, const Arguments& arguments, bool last, bool must) {
  const std::string part = text_argument(arguments, 0, "sub");
  const std::size_t at = last ? find_last_text(text, part) : find_text(text, part);
  if (at == std::string::npos && must) fail("ValueError: substring not found");
  return at == std::string::npos
             ? Any(-1)
             : Any(html::count_characters(std::string_view(text).substr(0, at)));
}

Any replace(const std::string& text, const Arguments& arguments) {
  const std::string from = text_argument(arguments, 0, "old"),
                    to = text_argument(arguments, 1, "new");
  std::int64_t most = whole_argument(arguments, 2, "count", -1);
  if (from.empty()) {
    std::string out;
    for (std::size_t at = 0; at < text.size() && most != 0; --most) {
      const std::size_t begin = at;
      html::next_character(text, at);
      out += to + text.substr(begin, at - begin);
      check_size(out.size());
      if (at == text.size() && most != 1) out += to;
    }
    return text.empty() ? to : out;
  }
  std::string out;
  std::size_t at = 0;
  for (; most != 0; --most) {
    const std::size_t end = find_text(text, from, at);
    if (end == std::string::npos) break;
    out.append(text, at, end - at).append(to);
    check_size(out.size());
    at = end + from.size();
  }
  return out + text.substr(at);
}

Any join(const std::string& text, const Arguments& arguments) {
  std::string out;
  std::size_t place = 0;
  for (const Any& item : iterate(arguments.get(0, "iterable"))) {
    if (!item.as<Text>())
      fail("TypeError: sequence item " + std::to_string(place) + ": expected str instance, " +
           type_name(item) + " found");
    out += (place++ ? text : "") + str(item);
    check_size(out.size());
  }
  return out;
}

Any justified(const std::string& text, const Arguments& arguments, char align) {
  const std::size_t width = width_argument(arguments), size = html::count_characters(text);
  const std::string fill =
      arguments.find(1, "fillchar") ? text_argument(arguments, 1, "fillchar") : " ";
  if (html::count_characters(fill) != 1)
    fail("TypeError: The fill character must be exactly one character long");
  const std::size_t missing = width > size ? width - size : 0;
  // str.center puts the odd character on the left when the width is odd
  const std::size_t left = align == '<'   ? 0
                           : align == '>' ? missing
                                          : missing / 2 + (missing & width & 1);
  std::string out;
  for (std::size_t i = 0; i < left; ++i) out += fill;
  out += text;
  for (std::size_t i = left; i < missing; ++i) out += fill;
  return out;
}

Any zfill(const std::string& text, const Arguments& arguments) {
  const std::size_t width = width_argument(arguments), size = html::count_characters(text);
  const std::size_t sign = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  return text.substr(0, sign) + std::string(width > size ? width - size : 0, '0') +
         text.substr(sign);
}

Any splitlines(const std::string& text, const Arguments&) {
  List out;
  for (const std::string_view line : html::splitlines(text)) add_piece(out, std::string(line));
  return list_of(std::move(out));
}

Any count(const std::string& text, const Arguments& arguments) {
  const std::string part = text_argument(arguments, 0, "sub");
  if (part.empty()) return html::count_characters(text) + 1;
  std::int64_t times = 0;
  for (std::size_t at = find_text(text, part); at != std::string::npos;
       at = find_text(text, part, at + part.size()))
    ++times;
  return times;
}

template <class Test>
bool all_characters(const std::string& text, Test test) {
  const std::u32string all = html::decode(text);
  return !all.empty() && std::all_of(all.begin(), all.end(), test);
}

bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }

Any swapped(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    html::next_character(text, at);
    const std::string one = text.substr(begin, at - begin), big = bridge::upper_case(one);
    out += big == one ? html::lower(one) : big;
  }
  return out;
}

}  // namespace

std::int64_t whole_argument(const Arguments& arguments, std::size_t place, const char* name,
                            std::int64_t otherwise) {
  const Any* value = arguments.find(place, name);
  if (value == nullptr || value->is_none()) return otherwise;
  if (!value->integer())
    fail("TypeError: '" + type_name(*value) + "' object cannot be interpreted as an integer");
  return *value->integer();
}

const std::map<std::string, TextMethod>& text_methods() {
  static const std::map<std::string, TextMethod> methods{
      {"upper",
       [](const std::string& t, const Arguments&) -> Any { return bridge::upper_case(t); }},
      {"lower", [](const std::string& t, const Arguments&) -> Any { return html::lower(t); }},
      {"casefold", [](const std::string& t, const Arguments&) -> Any { return html::lower(t); }},
      {"capitalize", [](const std::string& t, const Arguments&) -> Any { return capitalize(t); }},
      {"title", [](const std::string& t, const Arguments&) -> Any { return title(t); }},
      {"swapcase", [](const std::string& t, const Arguments&) -> Any { return swapped(t); }},
      {"strip",
       [](const std::string& t, const Arguments& a) -> Any { return stripped(t, a, true, true); }},
      {"lstrip",
       [](const std::string& t, const Arguments& a) -> Any { return stripped(t, a, true, false); }},
      {"rstrip",
       [](const std::string& t, const Arguments& a) -> Any { return stripped(t, a, false, true); }},
      {"split", split},
      {"rsplit", rsplit},
      {"splitlines", splitlines},
      {"partition",
       [](const std::string& t, const Arguments& a) { return partition(t, a, false); }},
      {"rpartition",
       [](const std::string& t, const Arguments& a) { return partition(t, a, true); }},
      {"startswith",
       [](const std::string& t, const Arguments& a) -> Any { return at_end(t, a, true); }},
      {"endswith",
       [](const std::string& t, const Arguments& a) -> Any { return at_end(t, a, false); }},
      {"find", [](const std::string& t, const Arguments& a) { return found(t, a, false, false); }},
      {"rfind", [](const std::string& t, const Arguments& a) { return found(t, a, true, false); }},
      {"index", [](const std::string& t, const Arguments& a) { return found(t, a, false, true); }},
      {"rindex", [](const std::string& t, const Arguments& a) { return found(t, a, true, true); }},
      {"count", count},
      {"replace", replace},
      {"join", join},
      {"format",
       [](const std::string& t, const Arguments& a) -> Any { return brace_format(t, a); }},
      {"ljust", [](const std::string& t, const Arguments& a) { return justified(t, a, '<'); }},
      {"rjust", [](const std::string& t, const Arguments& a) { return justified(t, a, '>'); }},
      {"center", [](const std::string& t, const Arguments& a) { return justified(t, a, '^'); }},
      {"zfill", zfill},
      {"isdigit",
       [](const std::string& t, const Arguments&) -> Any { return all_characters(t, is_digit); }},
      {"isdecimal",
       [](const std::string& t, const Arguments&) -> Any { return all_characters(t, is_digit); }},
      {"isnumeric",
       [](const std::string& t, const Arguments&) -> Any { return all_characters(t, is_digit); }},
      {"isalpha",
       [](const std::string& t, const Arguments&) -> Any { return all_characters(t, is_letter); }},
      {"isalnum",
       [](const std::string& t, const Arguments&) -> Any {
         return all_characters(t, [](char32_t c) { return is_letter(c) || is_digit(c); });
       }},
      {"isspace",
       [](const std::string& t, const Arguments&) -> Any {
         return all_characters(t, html::is_space);
       }},
      {"isupper",
       [](const std::string& t, const Arguments&) -> Any {
         return bridge::upper_case(t) == t && html::lower(t) != t;
       }},
      {"islower",
       [](const std::string& t, const Arguments&) -> Any {
         return html::lower(t) == t && bridge::upper_case(t) != t;
       }},
  };
  return methods;
}

}  // namespace chatterd::templates
