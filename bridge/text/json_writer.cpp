// Writing JSON text.
#include "bridge/text/json_writer.hpp"

#include <algorithm>
#include <charconv>

namespace chatterd {

void JsonWriter::separate() {
  if (out_.empty()) return;
  // a text ends with its quote, so these are never the last character of one
  const char last = out_.back();
  if (last != '{' && last != '[' && last != ':') out_ += ',';
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  out_ += bracket;
  return *this;
}

JsonWriter& JsonWriter::plain(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  ((out_ += '"') += name) += "\":";
  return *this;
}

JsonWriter& JsonWriter::number(std::int64_t value) {
  char buffer[24];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  return plain({buffer, static_cast<std::size_t>(end - buffer)});
}

JsonWriter& JsonWriter::text(std::string_view utf8) {
  static constexpr char digits[] = "0123456789abcdef";
  separate();
  out_ += '"';
  std::size_t begun = 0;
  for (std::size_t at = 0; at < utf8.size(); ++at) {
    const auto c = static_cast<unsigned char>(utf8[at]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out_.append(utf8, begun, at - begun);
    begun = at + 1;
    out_ += '\\';
    switch (c) {
      case '"':
      case '\\':
        out_ += static_cast<char>(c);
        break;
      case '\b':
        out_ += 'b';
        break;
      case '\f':
        out_ += 'f';
        break;
      case '\n':
        out_ += 'n';
        break;
      case '\r':
        out_ += 'r';
        break;
      case '\t':
        out_ += 't';
        break;
      default:
        ((out_ += "u00") += digits[c >> 4]) += digits[c & 15];
    }
  }
  out_.append(utf8, begun, utf8.size() - begun);
  out_ += '"';
  return *this;
}

JsonWriter& JsonWriter::value(const Json& value) {
  if (value.is_boolean()) return boolean(value.get<bool>());
  if (value.is_string()) {
    // what may not be UTF-8 is for dump() to see
    const std::string& known = value.get_ref<const std::string&>();
    const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (std::all_of(known.begin(), known.end(), is_ascii)) return text(known);
  }
  return plain(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace chatterd
