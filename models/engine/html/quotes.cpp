// Quote detection: mail clients' own marks, signatures, lines with ">", blockquotes. What a marked
// element holds is marked in turn, so order matters: documents are walked from the top.
#include "models/engine/html/quotes.hpp"

#include <libxml/tree.h>

#include "models/engine/html/python_text.hpp"

namespace chatterd::html {
namespace {

constexpr char quote_mark[] = "data-o-mail-quote";
constexpr char container_mark[] = "data-o-mail-quote-container";
constexpr char node_mark[] = "data-o-mail-quote-node";

struct Span {
  std::size_t start, end;
};

bool is_newline(char c) { return c == '\r' || c == '\n'; }

bool has_class(const std::string& classes, std::string_view name) {
  return classes.find(name) != std::string::npos;
}

bool set_value(const xmlNode* element, const char* name) {
  return !attribute(element, name).value_or("").empty();
}

void mark_with_parent(xmlNode* element) {
  set_attribute(element, quote_mark, "1");
  if (xmlNode* parent = parent_of(element)) set_attribute(parent, container_mark, "1");
}

// Gmail, Yahoo, Outlook, Hotmail.
bool is_client_quote(const xmlNode* element) {
  const std::string classes = attribute(element, "class").value_or("");
  if (has_class(classes, "gmail_extra") || has_class(classes, "yahoo_quoted") ||
      has_class(classes, "SkyDrivePlaceholder"))
    return true;
  return tag_of(element) == "hr" &&
         (has_class(classes, "stopSpelling") ||
          has_class(attribute(element, "id").value_or(""), "stopSpelling"));
}

// search((?:^|\n)[-]{2}[\s]?$): the text ends in the line of a signature.
bool ends_in_signature_mark(std::string_view text) {
  for (std::size_t at = 0; (at = text.find("--", at)) != std::string_view::npos; ++at) {
    if (at > 0 && text[at - 1] != '\n') continue;
    const std::string_view rest = text.substr(at + 2);
    const std::string_view after_space = rest.substr(space_at(rest, 0));
    if (rest.empty() || after_space.empty() || after_space == "\n") return true;
  }
  return false;
}

bool has_break_child(const xmlNode* element) {
  for (const xmlNode* child = first_child(element); child; child = next_sibling(child))
    if (tag_of(child) == "br") return true;
  return false;
}

// (?:\n[>]+[^\n\r]*)+ at `at`: the offset behind it, or `at`.
std::size_t quoted_lines_end(std::string_view text, std::size_t at) {
  while (at + 1 < text.size() && text[at] == '\n' && text[at + 1] == '>')
    at = std::min(text.find_first_of("\r\n", at + 1), text.size());
  return at;
}

// (?:^|\n)[-]{2}[\s]?[\r\n]{1,2}[\s\S]+ at `at`, which then takes all that follows.
bool is_signature(std::string_view text, std::size_t at) {
  if (text[at] == '\n')
    ++at;
  else if (at > 0)
    return false;
  if (text.substr(at, 2) != "--") return false;
  const std::string_view rest = text.substr(at + 2);
  if (rest.size() >= 2 && is_newline(rest[0])) return true;
  const std::size_t space = space_at(rest, 0);
  return space > 0 && rest.size() >= space + 2 && is_newline(rest[space]);
}

// finditer of quoted lines and signatures in a text.
std::vector<Span> quoted_spans(std::string_view text) {
  std::vector<Span> spans;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = quoted_lines_end(text, at);
    if (end > at) {
      spans.push_back({at, end});
      at = end;
    } else if (is_signature(text, at)) {
      spans.push_back({at, text.size()});
      break;
    } else {
      at = std::min(text.find('\n', at + 1), text.size());
    }
  }
  return spans;
}

// Puts each quoted part of the element's own text into a <span>.
void wrap_quoted_text(xmlNode* element) {
  const std::string text = text_of(element);
  const std::vector<Span> spans = quoted_spans(text);
  if (spans.empty()) return;
  set_text(element, std::string_view(text).substr(0, spans.front().start));
  xmlNode* before = element->children;
  const auto insert = [&before, element](xmlNode* node) {
    // By hand: xmlAddNextSibling merges texts.
    node->parent = element;
    node->prev = before;
    node->next = before->next;
    (node->next ? node->next->prev : element->last) = node;
    before->next = node;
    before = node;
  };
  for (std::size_t i = 0; i < spans.size(); ++i) {
    xmlNode* span =
        xmlNewDocNode(element->doc, nullptr, reinterpret_cast<const xmlChar*>("span"), nullptr);
    insert(span);
    set_text(span, std::string_view(text).substr(spans[i].start, spans[i].end - spans[i].start));
    set_attribute(span, quote_mark, "1");
    const std::size_t next = i + 1 < spans.size() ? spans[i + 1].start : text.size();
    if (next > spans[i].end)
      insert(
          new_text(element->doc, std::string_view(text).substr(spans[i].end, next - spans[i].end)));
  }
}

void tag_quote(xmlNode* element) {
  if (is_client_quote(element)) mark_with_parent(element);
  if (has_break_child(element) && ends_in_signature_mark(text_of(element)))
    mark_with_parent(element);
  if (!set_value(element, quote_mark)) wrap_quoted_text(element);
  if (tag_of(element) == "blockquote") {
    set_attribute(element, node_mark, "1");
    set_attribute(element, quote_mark, "1");
  }
  const xmlNode* parent = parent_of(element);
  if (parent && (set_value(parent, quote_mark) || set_value(parent, container_mark)) &&
      !set_value(parent, node_mark))
    set_attribute(element, quote_mark, "1");
}

}  // namespace

void tag_quotes(xmlNode* top) {
  // The walk is fixed beforehand: the spans it adds are not visited, as in lxml's iteration.
  for (xmlNode* element : elements_of(top)) tag_quote(element);
}

}  // namespace chatterd::html
