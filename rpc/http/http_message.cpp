// Reading the parts of a request: headers, query strings, cookies and forms.
#include "rpc/http/http_message.hpp"

#include <algorithm>
#include <cctype>

#include "models/engine/errors.hpp"

namespace chatterd::rpc {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// The parameter of a header such as `form-data; name="a"; filename="b\"c"`.
std::optional<std::string> header_parameter(std::string_view header, std::string_view wanted) {
  std::size_t at = header.find(';');
  while (at != std::string_view::npos && at < header.size()) {
    ++at;
    const std::size_t equals = header.find('=', at);
    if (equals == std::string_view::npos) return std::nullopt;
    const std::string_view name = trim(header.substr(at, equals - at));
    std::string value;
    at = equals + 1;
    if (at < header.size() && header[at] == '"') {
      for (++at; at < header.size() && header[at] != '"'; ++at) {
        // Browsers escape quotes only; a backslash of a Windows path stays.
        if (header[at] == '\\' && at + 1 < header.size() && header[at + 1] == '"') ++at;
        value += header[at];
      }
      at = header.find(';', at);
    } else {
      const std::size_t end = header.find(';', at);
      value = trim(header.substr(at, end == std::string_view::npos ? end : end - at));
      at = end;
    }
    if (same_name(name, wanted)) return value;
  }
  return std::nullopt;
}

std::vector<FormPart> parse_multipart(std::string_view body, const std::string& boundary) {
  std::vector<FormPart> parts;
  const std::string delimiter = "--" + boundary;
  std::size_t at = body.find(delimiter);
  while (at != std::string_view::npos) {
    at += delimiter.size();
    if (body.substr(at, 2) == "--") return parts;
    const std::size_t head = body.find("\r\n", at);
    const std::size_t head_end =
        head == std::string_view::npos ? head : body.find("\r\n\r\n", head);
    if (head_end == std::string_view::npos) break;
    const std::size_t end = body.find("\r\n" + delimiter, head_end + 2);
    if (end == std::string_view::npos) break;
    FormPart part;
    for (std::size_t line = head + 2; line < head_end + 2;) {
      const std::size_t line_end = body.find("\r\n", line);
      const std::string_view text = body.substr(line, line_end - line);
      const std::size_t colon = text.find(':');
      if (colon != std::string_view::npos) {
        const std::string_view name = trim(text.substr(0, colon));
        const std::string_view value = trim(text.substr(colon + 1));
        if (same_name(name, "content-disposition")) {
          part.name = header_parameter(value, "name").value_or("");
          part.filename = header_parameter(value, "filename");
        } else if (same_name(name, "content-type")) {
          part.content_type = value;
        }
      }
      line = line_end + 2;
    }
    const std::size_t content = std::min(head_end + 4, end);
    part.content = body.substr(content, end - content);
    parts.push_back(std::move(part));
    at = end + 2;
  }
  throw BadRequest("The form is cut off.");
}

}  // namespace

bool same_name(std::string_view left, std::string_view right) {
  return left.size() == right.size() &&
         std::equal(left.begin(), left.end(), right.begin(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

std::string_view HttpRequest::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (same_name(key, name)) return value;
  return {};
}

std::optional<std::string> HttpRequest::argument(std::string_view name) const {
  for (const auto& [key, value] : query)
    if (key == name) return value;
  return std::nullopt;
}

std::optional<std::string> HttpRequest::cookie(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (!same_name(key, "cookie")) continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const std::size_t end = rest.find(';');
      const std::string_view pair = trim(rest.substr(0, end));
      rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
      const std::size_t equals = pair.find('=');
      if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
      std::string_view found = pair.substr(equals + 1);
      if (found.size() >= 2 && found.front() == '"' && found.back() == '"')
        found = found.substr(1, found.size() - 2);
      return std::string(found);
    }
  }
  return std::nullopt;
}

std::string HttpRequest::mimetype() const {
  const std::string_view type = header("content-type");
  std::string out(trim(type.substr(0, type.find(';'))));
  for (char& c : out) c = lower(c);
  return out;
}

HttpResponse& HttpResponse::set(std::string name, std::string value) {
  for (auto& [key, old] : headers)
    if (same_name(key, name)) {
      old = std::move(value);
      return *this;
    }
  headers.emplace_back(std::move(name), std::move(value));
  return *this;
}

std::string_view HttpResponse::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (same_name(key, name)) return value;
  return {};
}

Pairs parse_query(std::string_view text) {
  Pairs out;
  while (!text.empty()) {
    const std::size_t end = text.find('&');
    const std::string_view pair = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
    out.emplace_back(percent_decode(pair.substr(0, equals), true), percent_decode(value, true));
  }
  return out;
}

std::vector<FormPart> parse_form(const HttpRequest& request) {
  const std::string type = request.mimetype();
  if (type == "multipart/form-data") {
    const std::optional<std::string> boundary =
        header_parameter(request.header("content-type"), "boundary");
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

const char* reason_phrase(int status) {
  switch (status) {
    case 100:
      return "Continue";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 411:
      return "Length Required";
    case 413:
      return "Request Entity Too Large";
    case 414:
      return "Request URI Too Large";
    case 416:
      return "Requested Range Not Satisfiable";
    case 417:
      return "Expectation Failed";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return "Unknown";
  }
}

}  // namespace chatterd::rpc
