// Forms: multipart/form-data as clients write it, and what browsers send without files.
#include <algorithm>

#include "bridge/text/single_byte.hpp"
#include "bridge/text/unicode.hpp"
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

// How long the line break at `at` is: CR LF, or one of them alone, as many a client has it.
std::size_t line_break(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) == "\r\n") return 2;
  return at < text.size() && (text[at] == '\r' || text[at] == '\n') ? 1 : 0;
}

// ------------------------------------------------------------------------------- parameters

// The parameters of a header such as `form-data; name="a"; filename="b\"c"`, names in small
// letters.
Pairs parameters(std::string_view header) {
  Pairs out;
  std::size_t at = header.find(';');
  while (at != std::string_view::npos && ++at < header.size()) {
    const std::size_t equals = header.find_first_of("=;", at);
    if (equals == std::string_view::npos) break;
    if (header[equals] == ';') {
      at = equals;
      continue;
    }
    std::string name(trimmed(header.substr(at, equals - at))), value;
    for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    at = std::min(header.find_first_not_of(blanks, equals + 1), header.size());
    if (at < header.size() && header[at] == '"') {
      for (++at; at < header.size() && header[at] != '"'; ++at) {
        // Browsers escape quotes only; a backslash of a Windows path stays.
        if (header[at] == '\\' && at + 1 < header.size() && header[at + 1] == '"') ++at;
        value += header[at];
      }
      at = header.find(';', at);
    } else {
      const std::size_t end = header.find(';', at);
      value = trimmed(header.substr(at, end == std::string_view::npos ? end : end - at));
      at = end;
    }
    out.emplace_back(std::move(name), std::move(value));
  }
  return out;
}

const std::string* value_of(const Pairs& parameters, std::string_view name) {
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const auto& pair) { return pair.first == name; });
  return found == parameters.end() ? nullptr : &found->second;
}

// RFC 5987's charset'language'text, where the text has %XX; a charset that is not known is taken
// for UTF-8.
struct Encoded {
  std::string charset, text;
};
Encoded encoded(std::string_view value) {
  const std::size_t first = value.find('\''),
                    second = first == std::string_view::npos ? first : value.find('\'', first + 1);
  if (second == std::string_view::npos) return {"", std::string(value)};
  return {std::string(value.substr(0, first)), std::string(value.substr(second + 1))};
}

// Text in UTF-8: what is none is taken for windows-1252, which is what old clients send.
std::string in_utf8(std::string bytes, const std::string& charset) {
  if (const auto text = bridge::from_single_bytes(bytes, charset); text && !charset.empty())
    return *text;
  if (bridge::is_utf8(bytes)) return bytes;
  return bridge::from_single_bytes(bytes, "cp1252")
      .value_or(*bridge::from_single_bytes(bytes, "latin1"));
}

// A parameter in any of its writings, the best first: `name*=`, the parts `name*0*=`, `name*1=`…,
// and `name=`, which is there for those who know no other.
std::optional<std::string> parameter(const Pairs& given, const std::string& name) {
  if (const std::string* value = value_of(given, name + "*")) {
    const Encoded whole = encoded(*value);
    return in_utf8(percent_decode(whole.text, false), whole.charset);
  }
  std::string bytes, charset;
  bool in_parts = false;
  for (int part = 0;; ++part) {
    const std::string key = name + "*" + std::to_string(part);
    if (const std::string* value = value_of(given, key + "*")) {
      const Encoded piece = part == 0 ? encoded(*value) : Encoded{charset, *value};
      charset = piece.charset;
      bytes += percent_decode(piece.text, false);
    } else if (const std::string* plain = value_of(given, key)) {
      bytes += *plain;
    } else {
      break;
    }
    in_parts = true;
  }
  if (in_parts) return in_utf8(std::move(bytes), charset);
  if (const std::string* value = value_of(given, name)) return in_utf8(*value, "");
  return std::nullopt;
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
      const Pairs given = parameters(value);
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

std::vector<FormPart> parse_multipart(std::string_view body, const std::string& boundary) {
  std::vector<FormPart> parts;
  const std::string mark = "--" + boundary;
  auto delimiter = next_delimiter(body, mark, 0, true);
  while (delimiter && !delimiter->last) {
    std::size_t at = delimiter->to;
    FormPart part = part_with_headers(body, at);
    // an empty content may have no line of its own: its delimiter's break ended the headers
    delimiter = next_delimiter(body, mark, at, false);
    if (!delimiter) break;
    part.content = body.substr(at, delimiter->from - at);
    parts.push_back(std::move(part));
  }
  if (!delimiter) throw BadRequest("The form is cut off.");
  return parts;
}

}  // namespace

std::vector<FormPart> parse_form(const HttpRequest& request) {
  const std::string type = request.mimetype();
  if (type == "multipart/form-data") {
    const Pairs given = parameters(request.header("content-type"));
    const std::string* boundary = value_of(given, "boundary");
    if (!boundary || boundary->empty()) throw BadRequest("The form has no boundary.");
    return parse_multipart(request.body, *boundary);
  }
  std::vector<FormPart> parts;
  if (type == "application/x-www-form-urlencoded")
    for (auto& [name, value] : parse_query(request.body))
      parts.push_back(
          {.name = name, .filename = std::nullopt, .content_type = {}, .content = value});
  return parts;
}

}  // namespace chatterd::rpc
