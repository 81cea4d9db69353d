// urllib.parse of Python 3.11: splitting, joining and unquoting.
#include "models/engine/html/url.hpp"

#include <arpa/inet.h>

#include <array>
#include <utility>

#include "bridge/text/percent.hpp"
#include "bridge/text/unicode.hpp"
#include "models/engine/errors.hpp"
#include "models/engine/html/python_text.hpp"

namespace chatterd::html {
namespace {

using namespace std::literals;

constexpr std::array uses_relative = {""sv,     "ftp"sv,      "http"sv, "gopher"sv, "nntp"sv,
                                      "imap"sv, "wais"sv,     "file"sv, "https"sv,  "shttp"sv,
                                      "mms"sv,  "prospero"sv, "rtsp"sv, "rtspu"sv,  "sftp"sv,
                                      "svn"sv,  "svn+ssh"sv,  "ws"sv,   "wss"sv};
constexpr std::array uses_netloc = {""sv,       "ftp"sv,   "http"sv,    "gopher"sv,   "nntp"sv,
                                    "telnet"sv, "imap"sv,  "wais"sv,    "file"sv,     "mms"sv,
                                    "https"sv,  "shttp"sv, "snews"sv,   "prospero"sv, "rtsp"sv,
                                    "rtspu"sv,  "rsync"sv, "svn"sv,     "svn+ssh"sv,  "sftp"sv,
                                    "nfs"sv,    "git"sv,   "git+ssh"sv, "ws"sv,       "wss"sv};
constexpr std::array uses_params = {""sv,     "ftp"sv,   "hdl"sv,   "prospero"sv, "http"sv,
                                    "imap"sv, "https"sv, "shttp"sv, "rtsp"sv,     "rtspu"sv,
                                    "sip"sv,  "sips"sv,  "mms"sv,   "sftp"sv,     "tel"sv};

template <class List>
bool in(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_scheme_character(char c) {
  return is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
}

std::string ascii_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

// Characters that NFKC turns into "/", "?", "#", "@" or ":", such as U+2100 "a/c".
bool expands_to_delimiter(char32_t c) {
  constexpr std::array<char32_t, 19> list = {0x2047, 0x2048, 0x2049, 0x2100, 0x2101, 0x2105, 0x2106,
                                             0x2A74, 0xFE13, 0xFE16, 0xFE55, 0xFE56, 0xFE5F, 0xFE6B,
                                             0xFF03, 0xFF0F, 0xFF1A, 0xFF1F, 0xFF20};
  return std::find(list.begin(), list.end(), c) != list.end();
}

void check_netloc(std::string_view netloc) {
  if (is_ascii(netloc)) return;
  for (std::size_t at = 0; at < netloc.size();)
    if (expands_to_delimiter(next_character(netloc, at)))
      throw ValueError("netloc '" + std::string(netloc) +
                       "' contains invalid characters under NFKC normalization");
}

void check_bracketed_host(std::string_view host) {
  if (host.starts_with('v')) {
    std::size_t at = 1;
    while (at < host.size() && bridge::hex_digit_value(host[at]) >= 0) ++at;
    if (at == 1 || at + 1 >= host.size() || host[at] != '.')
      throw ValueError("IPvFuture address is invalid");
    return;
  }
  const std::size_t percent = host.find('%');
  const std::string address(host.substr(0, percent));
  bool valid_zone = true;
  if (percent != std::string_view::npos) {
    const std::string_view zone = host.substr(percent + 1);
    valid_zone = !zone.empty() && zone.find('%') == std::string_view::npos;
  }
  in6_addr parsed;
  if (!valid_zone || host.find('/') != std::string_view::npos ||
      inet_pton(AF_INET6, address.c_str(), &parsed) != 1)
    throw ValueError("'" + std::string(host) + "' does not appear to be an IPv4 or IPv6 address");
}

void check_brackets(std::string_view netloc) {
  const bool opened = netloc.find('[') != std::string_view::npos;
  const bool closed = netloc.find(']') != std::string_view::npos;
  if (opened != closed) throw ValueError("Invalid IPv6 URL");
  if (!opened) return;
  const std::size_t user = netloc.rfind('@');
  const std::string_view place = user == std::string_view::npos ? netloc : netloc.substr(user + 1);
  const std::size_t bracket = place.find('[');
  if (bracket == std::string_view::npos)
    return check_bracketed_host(place.substr(0, place.find(':')));
  if (bracket > 0) throw ValueError("Invalid IPv6 URL");
  const std::size_t end = place.find(']');
  const std::string_view port =
      end == std::string_view::npos ? std::string_view() : place.substr(end + 1);
  if (!port.empty() && !port.starts_with(':')) throw ValueError("Invalid IPv6 URL");
  check_bracketed_host(place.substr(1, end == std::string_view::npos ? end : end - 1));
}

Url urlparse(std::string_view text, std::string_view default_scheme) {
  Url url = urlsplit(text, default_scheme);
  if (!in(uses_params, url.scheme)) return url;
  const std::size_t slash = url.path.rfind('/');
  const std::size_t semicolon = url.path.find(';', slash == std::string::npos ? 0 : slash);
  if (semicolon == std::string::npos) return url;
  url.params = url.path.substr(semicolon + 1);
  url.path.resize(semicolon);
  return url;
}

std::string urlunparse(const Url& url) {
  std::string out = url.path;
  if (!url.params.empty()) out += ";" + url.params;
  if (!url.netloc.empty() ||
      (!url.scheme.empty() && in(uses_netloc, url.scheme) && !out.starts_with("//"))) {
    if (!out.empty() && out[0] != '/') out.insert(0, "/");
    out = "//" + url.netloc + out;
  }
  if (!url.scheme.empty()) out = url.scheme + ":" + out;
  if (!url.query.empty()) out += "?" + url.query;
  if (!url.fragment.empty()) out += "#" + url.fragment;
  return out;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t at = 0;;) {
    const std::size_t end = text.find(separator, at);
    parts.emplace_back(text.substr(at, end == std::string_view::npos ? end : end - at));
    if (end == std::string_view::npos) return parts;
    at = end + 1;
  }
}

// A relative path on the base's, without its "." and ".." (RFC 3986).
std::string join_paths(const std::string& base, const std::string& path) {
  std::vector<std::string> segments = split(path, '/');
  if (!path.starts_with('/')) {
    std::vector<std::string> all = split(base, '/');
    if (!all.back().empty()) all.pop_back();
    all.insert(all.end(), segments.begin(), segments.end());
    // Empty segments inside would double slashes; the first and the last one stay.
    std::vector<std::string> kept;
    for (std::size_t i = 0; i < all.size(); ++i)
      if (i == 0 || i + 1 == all.size() || !all[i].empty()) kept.push_back(all[i]);
    segments = std::move(kept);
  }
  std::vector<std::string> resolved;
  for (const std::string& segment : segments) {
    if (segment == "..") {
      if (!resolved.empty()) resolved.pop_back();
    } else if (segment != ".") {
      resolved.push_back(segment);
    }
  }
  if (segments.back() == "." || segments.back() == "..") resolved.emplace_back();
  std::string out;
  for (std::size_t i = 0; i < resolved.size(); ++i) out += (i ? "/" : "") + resolved[i];
  return out.empty() ? "/" : out;
}

}  // namespace

Url urlsplit(std::string_view text, std::string_view default_scheme) {
  while (!text.empty() && static_cast<unsigned char>(text[0]) <= 0x20) text.remove_prefix(1);
  std::string rest(text);
  std::erase_if(rest, [](char c) { return c == '\t' || c == '\r' || c == '\n'; });
  Url url;
  url.scheme = default_scheme;
  const std::size_t colon = rest.find(':');
  if (colon != std::string::npos && colon > 0 && is_alpha(rest[0]) &&
      std::all_of(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(colon),
                  is_scheme_character)) {
    url.scheme = ascii_lower(rest.substr(0, colon));
    rest.erase(0, colon + 1);
  }
  if (rest.starts_with("//")) {
    const std::size_t end = std::min(rest.find_first_of("/?#", 2), rest.size());
    url.netloc = rest.substr(2, end - 2);
    rest.erase(0, end);
    check_brackets(url.netloc);
  }
  if (const std::size_t at = rest.find('#'); at != std::string::npos) {
    url.fragment = rest.substr(at + 1);
    rest.resize(at);
  }
  if (const std::size_t at = rest.find('?'); at != std::string::npos) {
    url.query = rest.substr(at + 1);
    rest.resize(at);
  }
  check_netloc(url.netloc);
  url.path = std::move(rest);
  return url;
}

std::string urljoin(const std::string& base, const std::string& text) {
  if (base.empty()) return text;
  if (text.empty()) return base;
  const Url from = urlparse(base, "");
  Url url = urlparse(text, from.scheme);
  if (url.scheme != from.scheme || !in(uses_relative, url.scheme)) return text;
  if (in(uses_netloc, url.scheme)) {
    if (!url.netloc.empty()) return urlunparse(url);
    url.netloc = from.netloc;
  }
  if (url.path.empty() && url.params.empty()) {
    url.path = from.path;
    url.params = from.params;
    if (url.query.empty()) url.query = from.query;
    return urlunparse(url);
  }
  url.path = join_paths(from.path, url.path);
  return urlunparse(url);
}

std::string unquote_plus(std::string_view text) {
  return valid_utf8(bridge::percent_decode(text, true));
}

}  // namespace chatterd::html
