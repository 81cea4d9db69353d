// html_sanitize: lxml's Cleaner with Odoo's settings, between the text replacements that Odoo adds.
#include <libxml/tree.h>

#include <algorithm>
#include <array>
#include <utility>

#include "models/engine/errors.hpp"
#include "models/engine/html/html.hpp"
#include "models/engine/html/python_text.hpp"
#include "models/engine/html/quotes.hpp"
#include "models/engine/html/sanitize_names.hpp"
#include "models/engine/html/scripts.hpp"
#include "models/engine/html/tree.hpp"
#include "models/engine/html/url.hpp"

namespace chatterd::html {
namespace {

bool blank(std::string_view text) { return strip(text).empty(); }

// match(^\s*<(?:html|!doctype)), ignoring case.
bool looks_like_document(std::string_view text) {
  const std::size_t at = skip_spaces(text, 0);
  return at < text.size() && text[at] == '<' &&
         (match_ignoring_case(text, at + 1, "html") ||
          match_ignoring_case(text, at + 1, "!doctype"));
}

std::vector<xmlNode*> children_named(const xmlNode* parent, std::string_view tag) {
  std::vector<xmlNode*> children;
  for (xmlNode* child = first_child(parent); child; child = next_sibling(child))
    if (tag_of(child) == tag) children.push_back(child);
  return children;
}

// Moves the children of `from` behind those of `to`; with_text its leading text too.
void merge_into(Document& doc, xmlNode* to, xmlNode* from, bool with_text) {
  if (from == to) return;
  xmlNode* child = from->children;
  if (!with_text)
    while (child && is_text(child)) child = child->next;
  while (child) {
    xmlNode* next = child->next;
    xmlUnlinkNode(child);
    child->parent = to;
    child->prev = to->last;
    (to->last ? to->last->next : to->children) = child;
    to->last = child;
    child = next;
  }
  drop_tree(doc, from);
}

// lxml.html.fromstring(): the element that stands for the text; a document only where the text
// looks like one or has a head. nullptr for an empty document.
xmlNode* fragment_of(Document& doc, std::string_view text) {
  xmlNode* root = doc.root();
  if (!root || looks_like_document(text)) return root;
  const std::vector<xmlNode*> bodies = children_named(root, "body");
  xmlNode* body = bodies.empty() ? nullptr : bodies.front();
  for (std::size_t i = 1; i < bodies.size(); ++i) merge_into(doc, body, bodies[i], true);
  const std::vector<xmlNode*> heads = children_named(root, "head");
  for (std::size_t i = 1; i < heads.size(); ++i) merge_into(doc, heads.front(), heads[i], false);
  if (!heads.empty() || !body) return root;
  xmlNode* only = first_child(body);
  if (only && !next_sibling(only) && blank(text_of(body)) && blank(tail_of(only))) return only;
  const std::vector<xmlNode*> elements = elements_of(body);
  const bool block = std::any_of(elements.begin(), elements.end(),
                                 [](const xmlNode* e) { return block_tags.contains(tag_of(e)); });
  rename(body, block ? "div" : "span");
  return body;
}

// \[if[\s\n\r]+.*?][\s\n\r]*> searched, ignoring case.
bool is_conditional_comment(std::string_view text) {
  for (std::size_t at = 0; (at = text.find('[', at)) != std::string_view::npos; ++at) {
    const auto name = match_ignoring_case(text, at + 1, "if");
    if (!name || space_at(text, *name) == 0) continue;
    for (std::size_t end = *name; (end = text.find(']', end)) != std::string_view::npos; ++end) {
      const std::size_t after = skip_spaces(text, end + 1);
      if (after < text.size() && text[after] == '>') return true;
    }
    return false;
  }
  return false;
}

// HTML 5 ends a comment where libxml2 goes on: "<!-->" and "<!--->" are whole ones, and "--!>" ends
// one; so does a "-->" that came together when libxml2 left out a character between. What follows
// would be a comment to us and markup to a browser.
bool ends_early_in_browsers(std::string_view comment) {
  return comment.starts_with('>') || comment.starts_with("->") ||
         comment.find("--!>") != std::string_view::npos ||
         comment.find("-->") != std::string_view::npos;
}

class Cleaner {
 public:
  Cleaner(Document& doc, xmlNode* top, const SanitizeOptions& options)
      : doc_(doc), top_(top), options_(options) {}

  void clean() {
    tag_quotes(top_);
    for (xmlNode* image : elements_of(top_, "image")) rename(image, "img");
    drop_comments();
    clean_attributes();
    rewrite_links(top_);
    if (!options_.strip_style) {
      clean_style_attributes(top_);
      clean_style_elements(doc_, top_);
    } else {
      for (xmlNode* element : elements_of(top_)) remove_attribute(element, "style");
    }
    drop_stray_params();
    drop_tags();
    if (options_.sanitize_tags) drop_unknown_tags();
    finish_attributes();
    drop_hidden_ends();
  }

 private:
  void drop_comments() {
    for (xmlNode* node : nodes_of(top_))
      if (node->type == XML_COMMENT_NODE &&
          (is_conditional_comment(content_of(node)) || ends_early_in_browsers(content_of(node))))
        drop(node);
  }

  // An end tag within a comment, or within an attribute (libxml2 writes "<!--" there as it is),
  // would end the text that browsers read, and what follows be markup.
  void drop_hidden_ends() {
    for (const std::string_view tag : read_as_text)
      for (xmlNode* element : elements_of(top_, tag)) {
        const std::string end = "</" + std::string(tag);
        const auto hides_end = [&](std::string_view text) {
          return lower(text).find(end) != std::string::npos;
        };
        for (xmlNode* node : nodes_of(element)) {
          if (node->type == XML_COMMENT_NODE && hides_end(content_of(node))) {
            drop(node);
            continue;
          }
          if (node->type != XML_ELEMENT_NODE || node == element) continue;
          for (xmlAttr* a = node->properties; a;) {
            xmlAttr* next = a->next;
            const std::string name = reinterpret_cast<const char*>(a->name);
            if (hides_end(attribute(node, name).value_or(""))) remove_attribute(node, name);
            a = next;
          }
        }
      }
  }

  void clean_attributes() {
    for (xmlNode* element : elements_of(top_)) {
      for (xmlAttr* a = element->properties; a;) {
        xmlAttr* next = a->next;
        const std::string_view name = reinterpret_cast<const char*>(a->name);
        const bool unsafe =
            options_.sanitize_attributes &&
            (!safe_attributes.contains(name) || (options_.strip_classes && name == "class"));
        if (unsafe || name.starts_with("on")) xmlRemoveProp(a);
        a = next;
      }
    }
  }

  // <param> has a meaning in <applet> and <object> only.
  void drop_stray_params() {
    for (xmlNode* param : elements_of(top_, "param")) {
      const xmlNode* parent = parent_of(param);
      while (parent && tag_of(parent) != "applet" && tag_of(parent) != "object")
        parent = parent_of(parent);
      if (!parent) drop(param);
    }
  }

  // drop_tree(). The top itself leaves its parent, which nobody sees, and stays what is serialised.
  void drop(xmlNode* node) {
    if (node != top_) drop_tree(doc_, node);
  }

  bool is_killed(std::string_view tag) const {
    if (tag == "style" && options_.strip_style) return true;
    return always_killed.contains(tag) || (options_.sanitize_tags && killed_tags.contains(tag));
  }

  bool is_removed(std::string_view tag) const {
    return always_removed.contains(tag) || (options_.sanitize_tags && tag == "body");
  }

  // _Cleaner.allow_element: pictures in SVG stay. For embedded content lxml looks whether its host
  // is allowed; none is, but a URL that Python cannot split ends it all.
  static bool is_allowed(const xmlNode* element) {
    const std::string_view tag = tag_of(element);
    if (tag == "object") return attribute(element, "type") == "image/svg+xml";
    if (tag == "iframe" || tag == "embed") urlsplit(attribute(element, "src").value_or(""));
    return false;
  }

  void drop_tags() {
    std::vector<xmlNode*> killed, removed;
    for (xmlNode* node = top_; node; node = next_in(top_, node)) {
      const std::string_view tag = tag_of(node);
      if (tag.empty()) continue;
      const bool kill = is_killed(tag);
      if ((kill || is_removed(tag)) && !is_allowed(node)) (kill ? killed : removed).push_back(node);
    }
    if (!removed.empty() && removed.front() == top_) {
      removed.erase(removed.begin());
      rename(top_, "div");
      remove_attributes(top_);
    } else if (!killed.empty() && killed.front() == top_) {
      killed.erase(killed.begin());
      rename(top_, "div");
      clear(doc_, top_);
    }
    // The innermost first.
    for (auto node = killed.rbegin(); node != killed.rend(); ++node) drop_tree(doc_, *node);
    for (xmlNode* node : removed) drop_tag(doc_, node);
  }

  void drop_unknown_tags() {
    std::vector<xmlNode*> unknown;
    for (xmlNode* element : elements_of(top_))
      if (!allowed_tags.contains(tag_of(element))) unknown.push_back(element);
    for (xmlNode* element : unknown) {
      if (element == top_) {
        rename(top_, "div");
        remove_attributes(top_);
      } else {
        drop_tag(doc_, element);
      }
    }
  }

  void finish_attributes() {
    const bool strip_classes = !options_.sanitize_attributes && options_.strip_classes;
    const bool sanitize_style = !options_.strip_style && options_.sanitize_style;
    if (!strip_classes && !sanitize_style) return;
    for (xmlNode* element : elements_of(top_)) {
      if (strip_classes && !attribute(element, "class").value_or("").empty())
        remove_attribute(element, "class");
      if (sanitize_style) keep_known_styles(element);
    }
  }

  Document& doc_;
  xmlNode* top_;
  const SanitizeOptions& options_;
};

// A tag with encoding=… among its attributes goes, ignoring case:
// (<[^>]*\s)(encoding=(["'][^"']*?["']|[^\s\n\r>]+)(\s[^>]*|/)?>)
std::optional<std::size_t> encoding_value_end(std::string_view text, std::size_t value) {
  if (value >= text.size()) return std::nullopt;
  if (text[value] == '"' || text[value] == '\'') {
    const std::size_t quote = text.find_first_of("\"'", value + 1);
    if (quote != std::string_view::npos) {
      const std::size_t after = quote + 1;
      if (text.substr(after, 1) == ">") return after + 1;
      if (text.substr(after, 2) == "/>") return after + 2;
      if (space_at(text, after) > 0) {
        const std::size_t end = text.find('>', after);
        if (end != std::string_view::npos) return end + 1;
      }
    }
  }
  if (text[value] == '>' || space_at(text, value) > 0) return std::nullopt;
  const std::size_t end = text.find('>', value);
  return end == std::string_view::npos ? std::nullopt : std::optional(end + 1);
}

// The offset of the white space character that ends at `at`, if it starts behind `from`.
std::optional<std::size_t> space_before(std::string_view text, std::size_t from, std::size_t at) {
  std::size_t start = at;
  while (start > from + 1 && (static_cast<unsigned char>(text[--start]) & 0xC0) == 0x80) continue;
  return start > from && start < at && space_at(text, start) > 0 ? std::optional(start)
                                                                 : std::nullopt;
}

// Where a match of that pattern that starts with the "<" at `at` ends; its tag's name part ends at
// `close`. The last "encoding=" counts that can be completed.
std::optional<std::size_t> encoding_tag_end(std::string_view text, std::size_t at,
                                            std::size_t close) {
  for (std::size_t equals = close; equals-- > at;) {
    if (text[equals] != '=') continue;
    std::size_t word = equals;
    for (int letters = 8; letters > 0 && word > at; --letters)
      while (word > at && (static_cast<unsigned char>(text[--word]) & 0xC0) == 0x80) continue;
    if (match_ignoring_case(text, word, "encoding") != equals || !space_before(text, at, word))
      continue;
    if (const auto end = encoding_value_end(text, equals + 1)) return end;
  }
  return std::nullopt;
}

std::string without_encodings(std::string_view text) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = 0; (at = text.find('<', at)) != std::string_view::npos;) {
    const std::size_t close = text.find('>', at);
    if (close == std::string_view::npos) break;
    const auto end = encoding_tag_end(text, at, close);
    if (end) {
      out.append(text, copied, at - copied);
      copied = at = *end;
    } else {
      at = close;  // nor does another "<" of this stretch start a match
    }
  }
  out.append(text, copied, text.size() - copied);
  return out;
}

// lxml.html.tostring() leaves out <meta http-equiv="Content-Type"[^>]*>.
std::string without_content_type(const std::string& text) {
  constexpr std::string_view mark = "<meta http-equiv=\"Content-Type\"";
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at; (at = text.find(mark, copied)) != std::string::npos;) {
    const std::size_t end = text.find('>', at + mark.size());
    if (end == std::string::npos) break;
    out.append(text, copied, at - copied);
    copied = end + 1;
  }
  if (copied == 0) return text;
  return out.append(text, copied, text.size() - copied);
}

// What libxml2 escapes in URLs and what template languages need as it was.
std::string restored(std::string text) {
  if (text.find('%') == std::string::npos) return text;
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> replacements = {
      {{"%24", "$"},
       {"%7B", "{"},
       {"%7D", "}"},
       {"%20", " "},
       {"%5B", "["},
       {"%5D", "]"},
       {"%7C", "|"},
       {"&lt;%", "<%"},
       {"%&gt;", "%>"}}};
  for (const auto& [from, to] : replacements)
    if (text.find(from) != std::string::npos) text = replace_all(text, from, to);
  return text;
}

}  // namespace

std::string sanitize(std::string_view source, const SanitizeOptions& options) {
  if (source.empty()) return {};
  std::string text = without_encodings(is_ascii(source) ? source : valid_utf8(source));
  text = replace_all(replace_all(text, "<%", "&lt;%"), "%>", "%&gt;");
  std::string cleaned;
  try {
    Document doc(text);
    xmlNode* top = fragment_of(doc, text);
    if (!top) return {};
    // Nothing but a comment or a processing instruction: lxml's XPath refuses it.
    if (!is_element(top)) throw ValueError("Input object is not an XML element");
    Cleaner(doc, top, options).clean();
    cleaned = restored(without_content_type(to_html(doc, top)));
  } catch (const Error&) {
    cleaned = "<p>Unknown error when sanitizing</p>";
  }
  if (cleaned.starts_with("<div>") && cleaned.ends_with("</div>"))
    cleaned = cleaned.substr(5, cleaned.size() - 11);
  return cleaned;
}

}  // namespace chatterd::html
