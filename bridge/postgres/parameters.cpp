// The text form of parameters.
#include "bridge/postgres/parameters.hpp"

#include <charconv>
#include <cmath>
#include <stdexcept>
#include <type_traits>

namespace chatterd::bridge {
namespace {

void check_text(const std::string& text) {
  // libpq would cut the parameter there. The wording is psycopg2's, which clients see.
  if (text.find('\0') != std::string::npos)
    throw std::invalid_argument("A string literal cannot contain NUL (0x00) characters.");
}

template <typename Number>
void append_number(std::string& text, Number value) {
  char buffer[64];
  text.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

std::string number_text(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  std::string text;
  append_number(text, value);
  return text;
}

std::string array_text(const Ids& ids) {
  std::string text = "{";
  text.reserve(2 + 8 * ids.size());
  for (const auto id : ids) {
    if (text.size() > 1) text += ',';
    append_number(text, id);
  }
  return text += '}';
}

std::string array_text(const std::vector<std::string>& items) {
  std::string text = "{";
  for (const auto& item : items) {
    check_text(item);
    if (text.size() > 1) text += ',';
    text += '"';
    std::size_t begun = 0;
    for (std::size_t at = 0; at < item.size(); ++at) {
      if (item[at] != '"' && item[at] != '\\') continue;
      text.append(item, begun, at - begun);
      text += '\\';
      begun = at;
    }
    text.append(item, begun, item.size() - begun);
    text += '"';
  }
  return text += '}';
}

std::string hex_text(const std::string& data) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text = "\\x";
  text.reserve(2 + 2 * data.size());
  for (const char c : data) {
    const auto byte = static_cast<unsigned char>(c);
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

// The text of a value that is neither NULL nor a text itself.
template <typename Value>
std::string text_of(const Value& value) {
  if constexpr (std::is_same_v<Value, bool>)
    return value ? "t" : "f";
  else if constexpr (std::is_same_v<Value, std::int64_t>)
    return std::to_string(value);
  else if constexpr (std::is_same_v<Value, double>)
    return number_text(value);
  else if constexpr (std::is_same_v<Value, Bytes>)
    return hex_text(value.data);
  else
    return array_text(value);
}

}  // namespace

Parameters::Parameters(const std::vector<Param>& params) {
  texts_.reserve(params.size());  // the pointers are into these
  pointers_.reserve(params.size());
  for (const Param& param : params) {
    if (std::holds_alternative<std::nullptr_t>(param)) {
      pointers_.push_back(nullptr);
    } else if (const std::string* text = std::get_if<std::string>(&param)) {
      check_text(*text);
      pointers_.push_back(text->c_str());
    } else {
      std::visit(
          [&](const auto& value) {
            using Value = std::decay_t<decltype(value)>;
            if constexpr (!std::is_same_v<Value, std::nullptr_t> &&
                          !std::is_same_v<Value, std::string>)
              texts_.push_back(text_of(value));
          },
          param);
      pointers_.push_back(texts_.back().c_str());
    }
  }
}

}  // namespace chatterd::bridge
