// Plain text from HTML and HTML from plain text: html2plaintext, plaintext2html and their helpers.
#include <libxml/tree.h>

#include <utility>

#include "bridge/text/markup.hpp"
#include "models/engine/errors.hpp"
#include "models/engine/html/html.hpp"
#include "models/engine/html/python_text.hpp"
#include "models/engine/html/tree.hpp"

namespace chatterd::html {
namespace {

// re.sub(r'<br\s*/?>', '\n', html)
std::string breaks_to_lines(std::string_view html) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = 0; (at = html.find("<br", at)) != std::string_view::npos;) {
    std::size_t end = skip_spaces(html, at + 3);
    if (end < html.size() && html[end] == '/') ++end;
    if (end >= html.size() || html[end] != '>') {
      at += 3;
      continue;
    }
    out.append(html, copied, at - copied);
    out += '\n';
    copied = at = end + 1;
  }
  return out.append(html, copied, html.size() - copied);
}

// re.sub('<.*?>', ' ', html): no tag spans lines.
std::string tags_to_blanks(std::string_view html) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = 0; (at = html.find('<', at)) != std::string_view::npos;) {
    const std::size_t end = html.find_first_of(">\n", at);
    if (end == std::string_view::npos) break;
    if (html[end] == '>') {
      out.append(html, copied, at - copied);
      out += ' ';
      copied = end + 1;
    }
    at = end + 1;
  }
  return out.append(html, copied, html.size() - copied);
}

// The URLs of links, which become "text [number]".
std::vector<std::string> number_links(xmlNode* top) {
  std::vector<std::string> urls;
  for (xmlNode* link : elements_of(top, "a")) {
    if (link == top) continue;
    std::string url = attribute(link, "href").value_or("");
    if (url.empty()) continue;
    urls.push_back(std::move(url));
    const bool has_text = link->children && is_text(link->children);
    const std::string text = has_text ? text_of(link) : "None";
    rename(link, "span");
    set_text(link, text + " [" + std::to_string(urls.size()) + "]");
  }
  return urls;
}

// //body: faulty documents can have one beside their root element.
xmlNode* first_body(xmlNode* root) {
  for (xmlNode* node = root; node; node = next_sibling(node))
    if (const auto bodies = elements_of(node, "body"); !bodies.empty()) return bodies.front();
  return nullptr;
}

// The tags that leave a mark in plain text, in the order of their replacement.
constexpr std::pair<std::string_view, std::string_view> text_marks[] = {
    {"<strong>", "*"}, {"</strong>", "*"}, {"<b>", "*"},    {"</b>", "*"},  {"<h3>", "*"},
    {"</h3>", "*"},    {"<h2>", "**"},     {"</h2>", "**"}, {"<h1>", "**"}, {"</h1>", "**"},
    {"<em>", "/"},     {"</em>", "/"},     {"<tr>", "\n"},  {"</p>", "\n"}};

// The end of <\s*[bB][rR]\s*\/?> with the white space behind it, or `at`.
std::size_t break_end(std::string_view text, std::size_t at) {
  if (at >= text.size() || text[at] != '<') return at;
  std::size_t end = skip_spaces(text, at + 1);
  if (end + 1 >= text.size() || (text[end] | 0x20) != 'b' || (text[end + 1] | 0x20) != 'r')
    return at;
  end = skip_spaces(text, end + 2);
  if (end < text.size() && text[end] == '/') ++end;
  if (end >= text.size() || text[end] != '>') return at;
  return skip_spaces(text, end + 1);
}

// The end of a URL's characters: [^\s<"']*.
std::size_t url_end(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] != '<' && text[at] != '"' && text[at] != '\'') {
    std::size_t next = at;
    if (is_space(next_character(text, next))) break;
    at = next;
  }
  return at;
}

// (?i)(</?(?:html|body|head|!\s*DOCTYPE)[^>]*>) goes.
std::string without_page_tags(std::string_view html) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = 0; (at = html.find('<', at)) != std::string_view::npos;) {
    std::size_t name = at + 1;
    if (name < html.size() && html[name] == '/') ++name;
    bool found = match_ignoring_case(html, name, "html") ||
                 match_ignoring_case(html, name, "body") || match_ignoring_case(html, name, "head");
    if (!found && name < html.size() && html[name] == '!')
      found = match_ignoring_case(html, skip_spaces(html, name + 1), "doctype").has_value();
    if (!found) {
      ++at;
      continue;
    }
    const std::size_t end = html.find('>', name);
    if (end == std::string_view::npos) break;
    out.append(html, copied, at - copied);
    copied = at = end + 1;
  }
  return out.append(html, copied, html.size() - copied);
}

// re.sub(r'(</?)(\w+)([ >])', …): the names of tags in lower case.
std::string with_lower_tags(std::string_view html) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = 0; (at = html.find('<', at)) != std::string_view::npos;) {
    const std::size_t name = at + 1 < html.size() && html[at + 1] == '/' ? at + 2 : at + 1;
    std::size_t end = name;
    for (std::size_t next = name; next < html.size() && is_word(next_character(html, next));)
      end = next;
    at = std::max(end, at + 1);
    if (end == name || end >= html.size() || (html[end] != ' ' && html[end] != '>')) continue;
    out.append(html, copied, name - copied);
    out += lower(html.substr(name, end - name));
    copied = end;
  }
  return out.append(html, copied, html.size() - copied);
}

}  // namespace

std::string html_escape(std::string_view text) { return bridge::escape_markup(text, "&quot;"); }

std::string html2plaintext(std::string_view source) {
  if (source.empty()) return {};
  std::string html;
  std::vector<std::string> urls;
  {
    Document doc(valid_utf8(source));
    xmlNode* top = doc.root();
    if (!top) throw AttributeError("'NoneType' object has no attribute 'xpath'");
    if (xmlNode* body = first_body(top)) top = body;
    urls = number_links(top);
    html = to_xml(doc, top);
  }
  html = replace_all(html, "&#13;", "");
  for (const auto& [tag, mark] : text_marks) html = replace_all(html, tag, mark);
  html = tags_to_blanks(breaks_to_lines(html));
  html = replace_all(html, "  ", " ");
  html = replace_all(html, "&gt;", ">");
  html = replace_all(html, "&lt;", "<");
  html = replace_all(html, "&amp;", "&");
  std::string text;
  bool first = true;
  for (const std::string_view line : splitlines(html)) {
    if (!first) text += '\n';
    first = false;
    text += strip(line);
  }
  text = replace_all(text, "\n\n", "\n");
  for (std::size_t i = 0; i < urls.size(); ++i) {
    if (i == 0) text += "\n\n";
    text += "[" + std::to_string(i + 1) + "] " + urls[i] + "\n";
  }
  return text;
}

// (?<!["'])((ftp|http|https)://(\w+:{0,1}\w*@)?([^\s<"']+)(:[0-9]+)?(/|/([^\s<"']))?)
// (?![^\s<"']*["']|[^\s<"']*</a>): a URL runs to the next white space, "<" or quote; it stays as it
// is when a quote or the end of a link is what stops it.
std::string html_keep_url(std::string_view text) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = 0; (at = text.find("://", at)) != std::string_view::npos;) {
    const std::string_view before = text.substr(copied, at - copied);
    const std::size_t scheme = before.ends_with("https")  ? 5
                               : before.ends_with("http") ? 4
                               : before.ends_with("ftp")  ? 3
                                                          : 0;
    const std::size_t start = at - scheme;
    at += 3;
    if (scheme == 0 || (start > 0 && (text[start - 1] == '"' || text[start - 1] == '\''))) continue;
    const std::size_t end = url_end(text, at);
    if (end == at) continue;
    const bool stopped = end < text.size() && (text[end] == '"' || text[end] == '\'');
    if (stopped || text.substr(end, 4) == "</a>") {
      at = end;
      continue;
    }
    const std::string_view url = text.substr(start, end - start);
    out.append(text, copied, start - copied);
    ((out += "<a href=\"") += url) += "\" target=\"_blank\" rel=\"noreferrer noopener\">";
    (out += url) += "</a>";
    copied = at = end;
  }
  return out.append(text, copied, text.size() - copied);
}

std::string plaintext2html(std::string_view source, std::string_view container_tag) {
  std::string text = html_escape(valid_utf8(source));
  text = replace_all(replace_all(text, "\n", "<br/>"), "\r", "<br/>");
  text = html_keep_url(text);
  std::string out = "<p>";
  std::size_t copied = 0;
  for (std::size_t at = 0; (at = text.find('<', at)) != std::string::npos;) {
    std::size_t end = at;
    int breaks = 0;
    for (std::size_t next; (next = break_end(text, end)) > end; end = next) ++breaks;
    if (breaks < 2) {
      at = std::max(end, at + 1);
      continue;
    }
    out.append(text, copied, at - copied);
    out += "</p><p>";
    copied = at = end;
  }
  out.append(text, copied, text.size() - copied);
  out += "</p>";
  if (container_tag.empty()) return out;
  return "<" + std::string(container_tag) + ">" + out + "</" + std::string(container_tag) + ">";
}

std::string append_content_to_html(std::string_view source, std::string_view addition, Content kind,
                                   std::string_view container_tag) {
  std::string content;
  if (kind == Content::preserved)
    content = "\n<pre>" + valid_utf8(addition) + "</pre>\n";
  else if (kind == Content::plaintext)
    content = "\n" + plaintext2html(addition, container_tag) + "\n";
  else
    content = "\n" + without_page_tags(valid_utf8(addition)) + "\n";
  std::string html = with_lower_tags(valid_utf8(source));
  std::size_t place = html.find("</body>");
  if (place == std::string::npos) place = html.find("</html>");
  return html.insert(std::min(place, html.size()), content);
}

}  // namespace chatterd::html
