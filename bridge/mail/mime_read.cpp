// Reading e-mail messages as they come: whatever the bytes are, they are read as far as they can be
// (decision 0025 says why by hand).
#include <strings.h>

#include <algorithm>

#include "bridge/mail/characters.hpp"
#include "bridge/mail/header_text.hpp"
#include "bridge/mail/mime.hpp"
#include "bridge/mail/transfer.hpp"

namespace chatterd::bridge {
namespace {

constexpr int max_depth = 50;
// More than any person sends; each costs a row, and a hostile mail could have a hundred thousand.
constexpr int max_parts = 2000;

bool starts_with_ignoring_case(std::string_view text, std::string_view start) {
  return text.size() >= start.size() && strncasecmp(text.data(), start.data(), start.size()) == 0;
}

struct Line {
  std::string_view text;  // without its end
  std::size_t next = 0;   // where the line behind it begins
};

// A line of a header may end in a lone CR too.
Line header_line(std::string_view text, std::size_t at) {
  const std::size_t end = std::min(text.find_first_of("\r\n", at), text.size());
  std::size_t next = std::min(end + 1, text.size());
  if (end < text.size() && text[end] == '\r' && next < text.size() && text[next] == '\n') ++next;
  return {text.substr(at, end - at), next};
}

Line body_line(std::string_view text, std::size_t at) {
  const std::size_t end = std::min(text.find('\n', at), text.size());
  std::string_view line = text.substr(at, end - at);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return {line, std::min(end + 1, text.size())};
}

// "Name: …".
bool is_header(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  std::string_view name = line.substr(0, colon);
  while (!name.empty() && is_blank(name.back())) name.remove_suffix(1);
  // the name of one in a language beyond ASCII is no name, but the line is one of a header
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return c < 0 || (c > 32 && c < 127); });
}

bool is_known_header(std::string_view line) {
  for (const char* name : {"From:", "To:", "Cc:", "Subject:", "Date:", "Message-Id:",
                           "MIME-Version:", "Content-", "Received:", "Return-Path:", "Reply-To:"})
    if (starts_with_ignoring_case(line, name)) return true;
  return false;
}

// Whether nothing but headers stands between `at` and the next empty line, one that every mail
// has among them.
bool headers_follow(std::string_view text, std::size_t at) {
  bool known = false;
  while (at < text.size()) {
    const Line line = header_line(text, at);
    if (line.text.empty()) break;
    if (!is_blank(line.text.front())) {
      if (!is_header(line.text)) return false;
      known = known || is_known_header(line.text);
    }
    at = line.next;
  }
  return known;
}

// The headers from `at`, which moves behind them. A line that is none ends them, unless more of
// them follow.
void take_headers(std::string_view text, std::size_t& at, MimePart& into) {
  bool first = true;
  while (at < text.size()) {
    const Line line = header_line(text, at);
    if (line.text.empty()) {
      at = line.next;
      return;
    }
    if (is_blank(line.text.front()) && !into.headers.empty()) {
      (into.headers.back().second += '\n') += line.text;
    } else if (is_header(line.text)) {
      const std::size_t colon = line.text.find(':');
      into.headers.emplace_back(trimmed(line.text.substr(0, colon)), line.text.substr(colon + 1));
    } else if (first && (line.text.starts_with("From ") || line.text.starts_with(">From "))) {
      // the line that mailboxes put in front
    } else if (line.text.front() == ':' && !first) {
      into.headers.emplace_back("", line.text);
    } else if (line.text.find("--") == std::string_view::npos && headers_follow(text, line.next)) {
      into.headers.emplace_back("", line.text);
    } else {
      return;
    }
    first = false;
    at = line.next;
  }
}

struct Pieces {
  std::vector<std::string_view> parts;
  std::string_view preamble, epilogue;
};

// The text between the lines of the boundary. A piece ends before the line break in front of its
// boundary.
Pieces split(std::string_view body, const std::string& boundary) {
  const std::string delimiter = "--" + boundary;
  Pieces out;
  std::size_t begin = 0;
  enum { before, inside, behind } place = before;
  const auto end_piece = [&](std::size_t end) {
    if (end > begin && body[end - 1] == '\n') --end;
    if (end > begin && body[end - 1] == '\r') --end;
    const std::string_view piece = body.substr(begin, std::max(begin, end) - begin);
    if (place == before)
      out.preamble = piece;
    else if (place == inside)
      out.parts.push_back(piece);
    else
      out.epilogue = piece;
  };
  for (std::size_t at = 0; at < body.size();) {
    const Line line = body_line(body, at);
    if (line.text.starts_with(delimiter)) {
      const std::string_view rest = trimmed(line.text.substr(delimiter.size()));
      if (rest.empty() || rest == "--") {
        end_piece(at);
        place = rest.empty() ? inside : behind;
        begin = line.next;
      }
    }
    at = line.next;
  }
  end_piece(body.size());
  return out;
}

// The boundary of a multipart that names none, or another than it uses: a line with "--" that
// headers of a part follow.
std::string guessed_boundary(std::string_view body) {
  for (std::size_t at = 0; at < body.size();) {
    const Line line = body_line(body, at);
    at = line.next;
    const std::string_view text = trimmed(line.text);
    if (text.starts_with("--") && text.size() > 2 &&
        starts_with_ignoring_case(body_line(body, at).text, "content-"))
      return std::string(text.substr(2));
  }
  return {};
}

// A part whose boundary is damaged stands before the first one or behind the last. Other text there
// is for programs that know no multiparts, and nobody sees it.
std::string_view part_outside(std::string_view text, const std::string& boundary) {
  for (std::size_t at = 0; at < text.size();) {
    const Line line = body_line(text, at);
    if ((starts_with_ignoring_case(line.text, "content-") && is_header(line.text)) ||
        line.text.find("--" + boundary) != std::string_view::npos)
      return text.substr(at);
    at = line.next;
  }
  return {};
}

class Reader {
 public:
  MimePart entity(std::string_view text, int depth, const char* otherwise = "text/plain") {
    MimePart out;
    ++count_;
    std::size_t at = 0;
    if (depth == 0 && text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    if (depth == 0) at = std::min(text.find_first_not_of("\r\n"), text.size());
    take_headers(text, at, out);
    // an empty line inside the headers
    if (depth == 0 && !out.headers.empty() && !out.header("From")) {
      MimePart more;
      std::size_t end = at;
      if (headers_follow(text, at)) take_headers(text, end, more);
      if (more.header("From")) {
        at = end;
        for (auto& header : more.headers) out.headers.push_back(std::move(header));
      }
    }
    for (auto& [name, value] : out.headers) value = trimmed(value);
    take_type(out, otherwise);
    take_body(text.substr(at), out, depth);
    return out;
  }
  bool complete() const { return complete_; }

 private:
  bool may_nest(int depth) {
    if (depth < max_depth && count_ < max_parts) return true;
    complete_ = false;
    return false;
  }

  void take_type(MimePart& part, const char* otherwise) {
    const HeaderValue type = parse_header_value(part.header("Content-Type").value_or(""));
    const std::size_t slash = type.value.find('/');
    const bool named = slash != std::string::npos && slash > 0 && slash + 1 < type.value.size() &&
                       type.value.find('/', slash + 1) == std::string::npos;
    const std::string whole = named ? type.value : type.value == "html" ? "text/html" : otherwise;
    part.type = whole.substr(0, whole.find('/'));
    part.subtype = whole.substr(whole.find('/') + 1);
    part.charset = small_letters(type.parameter("charset"));
    const HeaderValue disposition =
        parse_header_value(part.header("Content-Disposition").value_or(""));
    part.disposition = disposition.value;
    part.filename = plain_file_name(disposition.parameter("filename"));
    if (part.filename.empty()) part.filename = plain_file_name(type.parameter("name"));
    boundary_ = type.parameter("boundary");
  }

  void take_body(std::string_view body, MimePart& part, int depth) {
    const std::string encoding = part.header("Content-Transfer-Encoding").value_or("");
    if (part.type == "multipart") {
      take_parts(body, encoding, part, depth);
      return;
    }
    part.content = decode_transfer(body, encoding);
    if (const auto behind = text_behind_base64(body, encoding);
        part.type == "text" && !behind.empty())
      (part.content += '\n') += behind;
    if (part.type != "message" || !may_nest(depth)) return;
    if (part.subtype == "delivery-status" || part.subtype == "global-delivery-status")
      take_blocks(part, depth);
    else if (part.subtype == "rfc822" || part.subtype == "global")
      part.parts.push_back(entity(part.content, depth + 1));
  }

  void take_parts(std::string_view body, const std::string& encoding, MimePart& part, int depth) {
    const char* otherwise = part.subtype == "digest" ? "message/rfc822" : "text/plain";
    std::string boundary = boundary_;
    bool guessed = false;
    std::string decoded;
    Pieces pieces = boundary.empty() ? Pieces{} : split(body, boundary);
    if (pieces.parts.empty()) {
      decoded = decode_transfer(body, encoding);
      guessed = boundary.empty() || split(decoded, boundary).parts.empty();
      if (guessed) boundary = guessed_boundary(decoded);
      if (!boundary.empty()) pieces = split(decoded, boundary);
    }
    if (pieces.parts.empty()) {  // only text, whatever it calls itself
      part.type = "text";
      part.subtype = "plain";
      part.content = std::move(decoded);
      return;
    }
    // before a boundary that was guessed anything may stand
    if (const auto lost =
            guessed ? trimmed(pieces.preamble) : part_outside(pieces.preamble, boundary);
        !lost.empty())
      pieces.parts.insert(pieces.parts.begin(), lost);
    if (const auto lost = part_outside(pieces.epilogue, boundary); !lost.empty())
      pieces.parts.push_back(lost);
    for (const std::string_view piece : pieces.parts) {
      if (!may_nest(depth)) return;
      part.parts.push_back(entity(piece, depth + 1, otherwise));
    }
  }

  // The blocks of a delivery status are headers without a body.
  void take_blocks(MimePart& part, int depth) {
    const std::string& content = part.content;
    std::size_t begin = 0;
    const auto end_block = [&](std::size_t end) {
      const std::string_view block = std::string_view(content).substr(begin, end - begin);
      if (!trimmed(block).empty() && may_nest(depth))
        part.parts.push_back(entity(block, depth + 1));
    };
    for (std::size_t at = 0; at < content.size();) {
      const Line line = body_line(content, at);
      if (trimmed(line.text).empty()) {
        end_block(at);
        begin = line.next;
      }
      at = line.next;
    }
    end_block(content.size());
  }

  int count_ = 0;
  bool complete_ = true;
  std::string boundary_;  // of the multipart whose type was read last
};

void collect(const MimePart& part, std::vector<const MimePart*>& into) {
  into.push_back(&part);
  for (const MimePart& child : part.parts) collect(child, into);
}

}  // namespace

std::optional<std::string> MimePart::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key.size() == name.size() && strncasecmp(key.data(), name.data(), name.size()) == 0)
      return value;
  return std::nullopt;
}

std::vector<std::string> MimePart::all_headers(std::string_view name) const {
  std::vector<std::string> out;
  for (const auto& [key, value] : headers)
    if (key.size() == name.size() && strncasecmp(key.data(), name.data(), name.size()) == 0)
      out.push_back(value);
  return out;
}

MimePart parse_mail(std::string_view text) {
  std::string with_line_feeds;
  if (text.find('\n') == std::string_view::npos && text.find('\r') != std::string_view::npos) {
    with_line_feeds = text;
    std::replace(with_line_feeds.begin(), with_line_feeds.end(), '\r', '\n');
    text = with_line_feeds;
  }
  Reader reader;
  MimePart out = reader.entity(text, 0);
  out.complete = reader.complete();
  return out;
}

std::vector<const MimePart*> walk(const MimePart& part) {
  std::vector<const MimePart*> out;
  collect(part, out);
  return out;
}

}  // namespace chatterd::bridge
