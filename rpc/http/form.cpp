// Forms: multipart/form-data as clients write it, and what browsers send without files.
#include <algorithm>
#include <charconv>
#include <map>

#include "bridge/mail/charset.hpp"
#include "models/engine/errors.hpp"
#include "rpc/http/http_message.hpp"

namespace chatterd::rpc {

namespace {

constexpr std::string_view blanks = " \t";

std::string_view trimmed(std::string_view text) {
  const std::size_t from = text.find_first_not_of(blanks);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(blanks) + 1 - from);
}

std::string form_letters(std::string_view text) {
  std::string small(text);
  for (char& c : small) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  return small;
}

// How long the line break at `at` is: CR LF, or one of them alone, as many a client has it.
std::size_t line_break(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) == "\r\n") return 2;
  return at < text.size() && (text[at] == '\r' || text[at] == '\n') ? 1 : 0;
}

// ------------------------------------------------------------------------------- parameters

// Reads a quoted text from behind its first quotation mark on and leaves `at` behind the last.
// Some clients escape quotation marks and backslashes, others neither: a mark that is the last one
// ends the text, and a path of Windows' network (two backslashes first) stays as it is.
std::string quoted(std::string_view header, std::size_t& at) {
  std::string value;
  const bool network = header.substr(at, 2) == "\\\\";
  for (; at < header.size() && header[at] != '"'; ++at) {
    if (header[at] == '\\' && at + 1 < header.size()) {
      const char next = header[at + 1];
      const bool mark = next == '"' && header.find('"', at + 2) != std::string_view::npos;
      if (mark || (next == '\\' && !network)) ++at;
    }
    value += header[at];
  }
  return value;
}

// The parameters of a header such as `form-data; name="a"; filename="b\"c"`, names in small
// letters. Of two of one name the last counts.
using Parameters = std::map<std::string, std::string, std::less<>>;
Parameters parameters(std::string_view header) {
  Parameters out;
  std::size_t at = header.find(';');
  while (at != std::string_view::npos && ++at < header.size()) {
    const std::size_t equals = header.find_first_of("=;", at);
    if (equals == std::string_view::npos) break;
    if (header[equals] == ';') {
      at = equals;
      continue;
    }
    std::string name = form_letters(trimmed(header.substr(at, equals - at))), value;
    at = std::min(header.find_first_not_of(blanks, equals + 1), header.size());
    if (at < header.size() && header[at] == '"') {
      value = quoted(header, ++at);
      at = header.find(';', at);
    } else {
      const std::size_t end = header.find(';', at);
      value = trimmed(header.substr(at, end == std::string_view::npos ? end : end - at));
      at = end;
    }
    out.insert_or_assign(std::move(name), std::move(value));
  }
  return out;
}

const std::string* value_of(const Parameters& parameters, std::string_view name) {
  const auto found = parameters.find(name);
  return found == parameters.end() ? nullptr : &found->second;
}

// RFC 5987's charset'language'text, where the text has %XX.
struct Encoded {
  std::string charset, text;
};
Encoded encoded(std::string_view value) {
  const std::size_t first = value.find('\''),
                    second = first == std::string_view::npos ? first : value.find('\'', first + 1);
  if (second == std::string_view::npos) return {"", std::string(value)};
  return {std::string(value.substr(0, first)), std::string(value.substr(second + 1))};
}

// The bytes of `name*0*=`, `name*1=`…, in the order of their numbers; some that are missing do not
// hide the others.
std::string of_parts(const Parameters& given, const std::string& name) {
  std::map<unsigned, std::pair<std::string_view, bool>> parts;
  const std::string prefix = name + '*';
  for (auto at = given.lower_bound(prefix); at != given.end() && at->first.starts_with(prefix);
       ++at) {
    std::string_view number = std::string_view(at->first).substr(prefix.size());
    const bool escaped = number.ends_with('*');
    if (escaped) number.remove_suffix(1);
    unsigned place = 0;
    const auto read = std::from_chars(number.data(), number.data() + number.size(), place);
    if (read.ec == std::errc() && read.ptr == number.data() + number.size())
      parts.insert_or_assign(place, std::pair(std::string_view(at->second), escaped));
  }
  std::string bytes, charset;
  for (const auto& [place, part] : parts) {
    const auto& [text, escaped] = part;
    const Encoded piece = escaped && place == parts.begin()->first
                              ? encoded(text)
                              : Encoded{charset, std::string(text)};
    charset = piece.charset;
    bytes += escaped ? bridge::percent_decode(piece.text, false) : piece.text;
  }
  return bridge::decode_charset(bytes, charset);
}

// A parameter in any of its writings, the best first: `name*=`, its parts, and `name=`, which is
// there for those who know no other. One that is empty does not hide another, and no value has a
// line break, which would end the header of a download.
std::optional<std::string> parameter(const Parameters& given, const std::string& name) {
  const std::string *whole = value_of(given, name + '*'), *plain = value_of(given, name);
  std::string text;
  if (whole) {
    const Encoded value = encoded(*whole);
    text = bridge::decode_charset(bridge::percent_decode(value.text, false), value.charset);
  }
  if (text.empty()) text = of_parts(given, name);
  if (text.empty() && plain) text = bridge::guess_text(*plain);
  if (text.empty() && !whole && !plain) return std::nullopt;
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n'; }, ' ');
  return text;
}

// --------------------------------------------------------------------------------- multipart

struct Delimiter {
  std::size_t from, to;  // with the line breaks around it
  bool last;
};

// The next line that is a delimiter: `--boundary`, perhaps `--`, perhaps blanks, and nothing else.
// Others that begin so belong to the content.
std::optional<Delimiter> next_delimiter(std::string_view body, const std::string& mark,
                                        std::size_t from, bool preamble) {
  for (std::size_t at = from; (at = body.find(mark, at)) != std::string_view::npos; ++at) {
    std::size_t start = at;
    if (at >= from + 2 && body.substr(at - 2, 2) == "\r\n")
      start = at - 2;
    else if (at >= from + 1 && line_break(body, at - 1) == 1)
      start = at - 1;
    else if (!preamble && at != from)
      continue;
    std::size_t end = at + mark.size();
    const bool last = body.substr(end, 2) == "--";
    if (last) end += 2;
    end = std::min(body.find_first_not_of(blanks, end), body.size());
    const std::size_t broken = line_break(body, end);
    if (broken == 0 && !(last && end == body.size())) continue;
    return Delimiter{start, end + broken, last};
  }
  return std::nullopt;
}

// Reads the header lines from `at` on, folded ones too, and leaves `at` behind the empty line.
FormPart part_with_headers(std::string_view body, std::size_t& at) {
  FormPart part;
  const auto take = [&part](std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return;
    const std::string_view name = trimmed(line.substr(0, colon)),
                           value = trimmed(line.substr(colon + 1));
    if (same_name(name, "content-disposition")) {
      const Parameters given = parameters(value);
      part.name = parameter(given, "name").value_or("");
      part.filename = parameter(given, "filename");
    } else if (same_name(name, "content-type")) {
      part.content_type = value;
    }
  };
  std::string line;
  while (at < body.size()) {
    const std::size_t end = std::min(body.find_first_of("\r\n", at), body.size());
    const std::string_view text = body.substr(at, end - at);
    at = end + line_break(body, end);
    if (!text.empty() && !line.empty() && blanks.find(text[0]) != std::string_view::npos) {
      (line += ' ') += trimmed(text);
      continue;
    }
    take(line);
    line = text;
    if (text.empty()) break;
  }
  return part;
}

bool is_field(std::string_view content_type) {
  const std::string type = form_letters(trimmed(content_type.substr(0, content_type.find(';'))));
  return type.empty() || type.starts_with("text/") || type == "application/json" ||
         type == "application/x-www-form-urlencoded";
}

void read_multipart(std::string_view body, std::string_view content_type, const FormPart* around,
                    std::vector<FormPart>& out);

// What a part is: the files of one field may come in a part of their own (RFC 7578, 4.3), and some
// clients name no file, so that its type alone says that it is one.
void take_part(FormPart part, const FormPart* around, std::vector<FormPart>& out) {
  if (!around && !part.filename && form_letters(part.content_type).starts_with("multipart/mixed")) {
    read_multipart(part.content, part.content_type, &part, out);
    return;
  }
  if (around) part.name = around->name;
  if (!part.filename && (around || !is_field(part.content_type))) part.filename.emplace();
  out.push_back(std::move(part));
}

void read_multipart(std::string_view body, std::string_view content_type, const FormPart* around,
                    std::vector<FormPart>& out) {
  const Parameters given = parameters(content_type);
  const std::string* boundary = value_of(given, "boundary");
  if (!boundary || boundary->empty()) throw BadRequest("The form has no boundary.");
  const std::string mark = "--" + *boundary;
  auto delimiter = next_delimiter(body, mark, 0, true);
  while (delimiter && !delimiter->last) {
    std::size_t at = delimiter->to;
    FormPart part = part_with_headers(body, at);
    // an empty content may have no line of its own: its delimiter's break ended the headers
    delimiter = next_delimiter(body, mark, at, false);
    if (!delimiter) break;
    part.content = body.substr(at, delimiter->from - at);
    take_part(std::move(part), around, out);
  }
  if (!delimiter) throw BadRequest("The form is cut off.");
}

}  // namespace

std::vector<FormPart> parse_form(const HttpRequest& request) {
  const std::string type = request.mimetype();
  std::vector<FormPart> parts;
  if (type == "multipart/form-data")
    read_multipart(request.body, request.header("content-type"), nullptr, parts);
  if (type == "application/x-www-form-urlencoded")
    for (auto& [name, value] : parse_query(request.body))
      parts.push_back(
          {.name = name, .filename = std::nullopt, .content_type = {}, .content = value});
  return parts;
}

}  // namespace chatterd::rpc
