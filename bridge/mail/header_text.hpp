// Header fields of e-mails as text: folds, encoded words (RFC 2047), parameters (RFC 2231).
//
// Pure and thread-safe; nothing throws. "Raw" is a field's value as the mail has it.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chatterd::bridge {

// One line: a fold and the white space behind it become one space.
std::string unfold(std::string_view raw);
// The text in UTF-8, in one line. Neighbouring encoded words of one charset are decoded together,
// since mail programs cut them inside a character; what is broken in a word costs that word alone.
std::string decode_header(std::string_view raw);

// "attachment; filename=x": the value in small letters, and the parameters by their names in small
// letters, decoded and put together from their pieces (filename*0*, …).
struct HeaderValue {
  std::string value;
  std::vector<std::pair<std::string, std::string>> parameters;
  // "" when there is none, or nothing in it.
  std::string parameter(std::string_view name) const;
};
HeaderValue parse_header_value(std::string_view raw);

// A file's name without its path and without what no name has; "" when nothing is left.
std::string plain_file_name(std::string_view name);

}  // namespace chatterd::bridge
