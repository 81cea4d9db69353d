// Links that lead to this server, made absolute for texts that leave it (mail.thread
// _replace_local_links).
#include "models/engine/html/python_text.hpp"
#include "models/engine/html/url.hpp"
#include "models/modules/base/res/settings.hpp"
#include "models/modules/mail/template/mail_views.hpp"

namespace chatterd {
namespace {

bool is_word_byte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80) != 0;
}

// Where a match's link begins and ends; nothing when the tag has none.
struct Link {
  std::size_t begin = 0, end = 0;
};

// The link behind the last occurrence of `name` that white space precedes, such as src=", in [from,
// to).
std::optional<Link> last_link(const std::string& text, std::size_t from, std::size_t to,
                              std::string_view name) {
  for (std::size_t at = to; at-- > from;) {
    if (text.compare(at, name.size(), name) != 0 || at + name.size() > to) continue;
    if (at == from || !std::isspace(static_cast<unsigned char>(text[at - 1]))) continue;
    const std::size_t begin = at + name.size();
    const std::size_t end = std::min(text.find('"', begin), text.size());
    if (end - begin >= 3 && text[begin] == '/' && text[begin + 1] != '/' && text[begin + 1] != '"')
      return Link{begin, end};
  }
  return std::nullopt;
}

// The address of the last url(…) in the last style of the tag [from, to).
std::optional<Link> last_style_url(const std::string& text, std::size_t from, std::size_t to) {
  for (std::size_t at = to; at-- > from;) {
    if (text.compare(at, 7, "style=\"") != 0 || at + 7 > to || is_word_byte(text[at - 1])) continue;
    const std::size_t quote = std::min(text.find('"', at + 7), text.size());
    for (std::size_t url = quote; url-- > at + 8;) {
      if (text.compare(url, 4, "url(") != 0 || is_word_byte(text[url - 1])) continue;
      std::size_t begin = url + 4;
      if (begin < text.size() && text[begin] == '\'') ++begin;
      const std::size_t end = std::min(text.find_first_of("'\")", begin), text.size());
      if (end - begin >= 3 && text[begin] == '/' && text[begin + 1] != '/') return Link{begin, end};
    }
  }
  return std::nullopt;
}

template <class Find>
std::string replace_links(const std::string& text, const std::string& base, Find find) {
  std::string out;
  std::size_t copied = 0, at = 0;
  while ((at = text.find('<', at)) != std::string::npos) {
    const std::size_t close = std::min(text.find('>', at), text.size());
    const std::optional<Link> link = find(at, close);
    if (!link) {
      ++at;
      continue;
    }
    out += text.substr(copied, link->begin - copied) +
           html::urljoin(base, text.substr(link->begin, link->end - link->begin));
    copied = at = link->end;
  }
  return out + text.substr(copied);
}

}  // namespace

std::string with_absolute_links(const Env& env, const std::string& html) {
  if (html.empty()) return html;
  const std::string base = to_text(config_parameter(env, "web.base.url"));
  std::string text = html;
  struct Place {
    std::string_view tag;
    const char* attribute;
  };
  for (const Place& place : {Place{"<img", "src=\""}, Place{"<a", "href=\""}}) {
    const std::string_view name = place.tag;
    text = replace_links(text, base, [&](std::size_t from, std::size_t to) -> std::optional<Link> {
      const std::size_t after = from + name.size();
      if (text.compare(from, name.size(), name) != 0 || after >= text.size() ||
          !std::isspace(static_cast<unsigned char>(text[after])))
        return std::nullopt;
      return last_link(text, after, to, place.attribute);
    });
  }
  return replace_links(text, base, [&](std::size_t from, std::size_t to) {
    return last_style_url(text, from + 1, to);
  });
}

}  // namespace chatterd
