// URLs as Python's urllib.parse takes them apart and joins them.
#pragma once
#include <string>
#include <string_view>

namespace chatterd::html {

struct Url {
  std::string scheme, netloc, path, params, query, fragment;
};

// urlsplit(): params stays in the path. Throws ValueError for a faulty network location.
Url urlsplit(std::string_view url, std::string_view default_scheme = {});
// urljoin(). Throws ValueError likewise.
std::string urljoin(const std::string& base, const std::string& url);
// unquote_plus(); what is not UTF-8 becomes U+FFFD.
std::string unquote_plus(std::string_view text);

}  // namespace chatterd::html
