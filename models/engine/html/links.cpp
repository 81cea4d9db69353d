// Links that would run a script are emptied, wherever lxml.html's iterlinks finds links.
#include <libxml/tree.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "models/engine/errors.hpp"
#include "models/engine/html/python_text.hpp"
#include "models/engine/html/scripts.hpp"
#include "models/engine/html/tree.hpp"
#include "models/engine/html/url.hpp"

namespace chatterd::html {
namespace {

constexpr std::array link_attributes = {"action",   "archive",  "background", "cite",
                                        "classid",  "codebase", "data",       "href",
                                        "longdesc", "profile",  "src",        "usemap",
                                        "dynsrc",   "lowsrc",   "formaction", "xlink:href"};

struct Found {
  std::size_t start;  // in characters
  std::u32string url;
  bool operator<(const Found& other) const {
    return std::tie(start, url) < std::tie(other.start, other.url);
  }
};

bool starts_with_ignoring_case(std::u32string_view text, std::size_t at, std::string_view word) {
  if (text.size() - at < word.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i)
    if (fold(text[at + i]) != static_cast<unsigned char>(word[i])) return false;
  return true;
}

// A link in quotes starts behind its quote.
Found unquoted(std::u32string_view text, std::size_t start) {
  const auto quoted = [text](char32_t quote) {
    return !text.empty() && text.front() == quote && text.back() == quote;
  };
  if (!quoted(U'"') && !quoted(U'\'')) return {start, std::u32string(text)};
  return {start + 1,
          std::u32string(text.size() < 2 ? text.substr(0, 0) : text.substr(1, text.size() - 2))};
}

// url\(("[^"]*"|'[^']*'|[^)]*)\), ignoring case.
std::vector<Found> css_urls(std::u32string_view text) {
  std::vector<Found> found;
  for (std::size_t at = 0; at + 4 <= text.size();) {
    if (!starts_with_ignoring_case(text, at, "url(")) {
      ++at;
      continue;
    }
    const std::size_t start = at + 4;
    std::size_t end = std::u32string_view::npos;
    if (start < text.size() && (text[start] == U'"' || text[start] == U'\'')) {
      const std::size_t quote = text.find(text[start], start + 1);
      if (quote != std::u32string_view::npos && quote + 1 < text.size() && text[quote + 1] == U')')
        end = quote + 1;
    }
    if (end == std::u32string_view::npos) end = text.find(U')', start);
    if (end == std::u32string_view::npos) break;  // nor is there one for a later url(
    found.push_back(unquoted(text.substr(start, end - start), start));
    at = end + 1;
  }
  return found;
}

// @import "(.*?)"
std::vector<Found> css_imports(std::u32string_view text) {
  std::vector<Found> found;
  constexpr std::u32string_view mark = U"@import \"";
  for (std::size_t at = 0; (at = text.find(mark, at)) != std::u32string_view::npos;) {
    const std::size_t start = at + mark.size();
    const std::size_t end = text.find_first_of(U"\"\n", start);
    if (end == std::u32string_view::npos) break;
    if (text[end] == U'\n') {
      at = end;
      continue;
    }
    found.push_back({start, std::u32string(text.substr(start, end - start))});
    at = end + 1;
  }
  return found;
}

// A text in which links are replaced one after the other. The text is kept in two halves around the
// last place, so that many replacements in a row do not copy it each time.
class Rewriting {
 public:
  explicit Rewriting(std::string_view text) : left_(decode(text)) {}

  // text = text[:start] + safe_link(link) + text[start+len(link):], in characters of the present
  // text.
  void rewrite(std::size_t start, std::string_view link) {
    const std::string safe = safe_link(strip(link));
    if (safe == link) return;
    changed_ = true;
    move_to(start);
    right_.resize(right_.size() - std::min(right_.size(), count_characters(link)));
    const std::u32string characters = decode(safe);
    right_.append(characters.rbegin(), characters.rend());
  }

  bool changed() const { return changed_; }
  std::string text() {
    move_to(left_.size() + right_.size());
    return encode(left_);
  }

 private:
  void move_to(std::size_t place) {
    while (left_.size() > place) {
      right_ += left_.back();
      left_.pop_back();
    }
    while (left_.size() < place && !right_.empty()) {
      left_ += right_.back();
      right_.pop_back();
    }
  }

  std::u32string left_, right_;  // right_ is backwards
  bool changed_ = false;
};

void rewrite_attribute(xmlNode* element, const char* name, const std::string& link) {
  const std::string safe = safe_link(strip(link));
  if (safe == link) return;
  // `link` can be longer or shorter than the value: a codebase makes it absolute.
  const std::string current = attribute(element, name).value_or("");
  set_attribute(element, name,
                safe + current.substr(skip_characters(current, 0, count_characters(link))));
}

void write_back(xmlNode* element, const char* name, Rewriting& value) {
  if (value.changed()) set_attribute(element, name, value.text());
}

// The links of an <object> are relative to its codebase.
void rewrite_object(xmlNode* element) {
  const std::optional<std::string> codebase = attribute(element, "codebase");
  const auto absolute = [&codebase](const std::string& link) {
    return codebase ? urljoin(*codebase, link) : link;
  };
  if (codebase) rewrite_attribute(element, "codebase", *codebase);
  for (const char* name : {"classid", "data"})
    if (const auto value = attribute(element, name))
      rewrite_attribute(element, name, absolute(*value));
  const std::optional<std::string> archive = attribute(element, "archive");
  if (!archive) return;
  // Places are those in the old value even after an earlier link has changed, as in lxml.
  Rewriting rewriting(*archive);
  std::size_t character = 0;
  for (std::size_t at = 0; at < archive->size();) {
    const std::size_t end = std::min(archive->find(' ', at), archive->size());
    const std::string link = archive->substr(at, end - at);
    if (!link.empty()) rewriting.rewrite(character, absolute(link));
    character += count_characters(link) + 1;
    at = end + 1;
  }
  write_back(element, "archive", rewriting);
}

// <meta http-equiv="refresh" content="0; url=…">:
// [^;=]*;\s*(?:url\s*=\s*)?(?P<url>.*)$ searched, ignoring case.
void rewrite_refresh(xmlNode* element) {
  if (lower(attribute(element, "http-equiv").value_or("")) != "refresh") return;
  const std::string value = attribute(element, "content").value_or("");
  const std::u32string content = decode(value);
  std::optional<std::size_t> start;
  std::size_t end = content.size();
  if (end > 0 && content.back() == U'\n') --end;
  for (std::size_t at = content.find(U';'); at != std::u32string::npos && !start;
       at = content.find(U';', at + 1)) {
    const auto spaces = [&content](std::size_t i) {
      while (i < content.size() && is_space(content[i])) ++i;
      return i;
    };
    std::size_t url = spaces(at + 1);
    if (starts_with_ignoring_case(content, url, "url")) {
      const std::size_t equals = spaces(url + 3);
      if (equals < content.size() && content[equals] == U'=') url = spaces(equals + 1);
    }
    const std::size_t line_end = content.find(U'\n', url);
    if (line_end == std::u32string::npos || line_end + 1 == content.size()) start = url;
  }
  const std::size_t from = start.value_or(0);
  std::size_t to = start ? std::max(end, from) : content.size();
  std::u32string link = content.substr(from, to - from);
  std::size_t first = 0;
  while (first < link.size() && is_space(link[first])) ++first;
  while (link.size() > first && is_space(link.back())) link.pop_back();
  link.erase(0, first);
  if (link.empty()) return;
  const Found found = unquoted(link, start ? from : first);
  Rewriting rewriting(value);
  rewriting.rewrite(found.start, encode(found.url));
  write_back(element, "content", rewriting);
}

void rewrite_style_text(xmlNode* element) {
  const std::string text = text_of(element);
  if (text.empty()) return;
  const std::u32string characters = decode(text);
  std::vector<Found> found = css_urls(characters);
  std::vector<Found> imports = css_imports(characters);
  found.insert(found.end(), imports.begin(), imports.end());
  std::sort(found.begin(), found.end());
  // From the last to the first, so that places stay true.
  Rewriting rewriting(text);
  for (auto one = found.rbegin(); one != found.rend(); ++one)
    rewriting.rewrite(one->start, encode(one->url));
  if (rewriting.changed()) set_text(element, rewriting.text());
}

void rewrite_style_attribute(xmlNode* element) {
  const std::optional<std::string> style = attribute(element, "style");
  if (!style || style->find('(') == std::string::npos) return;
  const std::vector<Found> found = css_urls(decode(*style));
  Rewriting rewriting(*style);
  for (auto one = found.rbegin(); one != found.rend(); ++one)
    rewriting.rewrite(one->start, encode(one->url));
  write_back(element, "style", rewriting);
}

// Words that make a URL run a script, and "data", each ending at a colon.
std::size_t count_suspicious_schemes(std::string_view link) {
  constexpr std::array<std::string_view, 7> schemes = {
      "javascript", "jscript", "livescript", "vbscript", "data", "about", "mocha"};
  std::size_t count = 0;
  for (std::size_t at = 0; (at = link.find(':', at)) != std::string_view::npos; ++at) {
    const std::string_view before = link.substr(0, at);
    if (std::any_of(schemes.begin(), schemes.end(),
                    [before](auto scheme) { return before.ends_with(scheme); }))
      ++count;
  }
  return count;
}

}  // namespace

bool has_script_scheme(std::string_view text) {
  std::size_t pictures = 0;
  // data:image/(.+);base64, with the greedy dot: from the first mark to the last.
  constexpr std::string_view start_mark = "data:image/", end_mark = ";base64,";
  const std::size_t start = text.find(start_mark);
  const std::size_t end = text.rfind(end_mark);
  if (start != std::string_view::npos && end != std::string_view::npos &&
      end > start + start_mark.size()) {
    const std::string_view type =
        text.substr(start + start_mark.size(), end - start - start_mark.size());
    if (type.find("xml") != std::string_view::npos || type.find("svg") != std::string_view::npos)
      return true;
    pictures = 1;
  }
  return count_suspicious_schemes(text) > pictures;
}

std::string safe_link(std::string_view link) {
  if (link.find(':') == std::string_view::npos && link.find('%') == std::string_view::npos)
    return std::string(link);
  std::u32string characters = decode(unquote_plus(link));
  // All control characters: lxml leaves 0x1A and 0x1B, which are lost on the way to the browser.
  std::erase_if(characters,
                [](char32_t c) { return c <= 0x20 || (c >= 0x7F && c <= 0x9F) || is_space(c); });
  return has_script_scheme(folded(characters)) ? std::string() : std::string(link);
}

void rewrite_links(xmlNode* top) {
  for (xmlNode* element : elements_of(top)) {
    const std::string_view tag = tag_of(element);
    if (tag == "object") {
      rewrite_object(element);
    } else if (element->properties) {
      for (const char* name : link_attributes)
        if (const auto link = attribute(element, name)) rewrite_attribute(element, name, *link);
    }
    if (tag == "meta") {
      rewrite_refresh(element);
    } else if (tag == "param") {
      if (lower(attribute(element, "valuetype").value_or("")) == "ref") {
        const auto value = attribute(element, "value");
        if (!value) throw AttributeError("'NoneType' object has no attribute 'strip'");
        rewrite_attribute(element, "value", *value);
      }
    } else if (tag == "style") {
      rewrite_style_text(element);
    }
    rewrite_style_attribute(element);
  }
}

}  // namespace chatterd::html
