// Terms of a view: runs of text with the inline elements in them, and some attributes.
#include <libxml/tree.h>

#include <optional>
#include <set>

#include "models/engine/html/python_text.hpp"
#include "models/engine/html/tree.hpp"
#include "models/engine/qweb/arch.hpp"

namespace chatterd::qweb {
namespace {

using html::Document;

bool is_inline(std::string_view tag) {
  static const std::set<std::string_view> tags{
      "abbr",   "b",      "bdi",      "bdo",  "br",   "cite", "code",   "data",  "del",
      "dfn",    "em",     "font",     "i",    "ins",  "kbd",  "keygen", "mark",  "math",
      "meter",  "output", "progress", "q",    "ruby", "s",    "samp",   "small", "span",
      "strong", "sub",    "sup",      "time", "u",    "var",  "wbr",    "text"};
  return tags.contains(tag);
}

bool is_translated_attribute(std::string_view name) {
  static const std::set<std::string_view> names{"string",
                                                "help",
                                                "sum",
                                                "avg",
                                                "confirm",
                                                "placeholder",
                                                "alt",
                                                "title",
                                                "aria-label",
                                                "aria-keyshortcuts",
                                                "aria-placeholder",
                                                "aria-roledescription",
                                                "aria-valuetext",
                                                "value_label"};
  constexpr std::string_view format = "t-attf-";
  return names.contains(name.starts_with(format) ? name.substr(format.size()) : name);
}

// More than one letter, digit or underscore.
bool has_words(const std::string& text) {
  int count = 0;
  for (const char32_t c : html::decode(text))
    if (html::is_word(c) && ++count > 1) return true;
  return false;
}

bool begins_document(const std::string& text) {
  const std::string_view rest = html::lstrip(text);
  return html::lower(std::string(rest.substr(0, 9))) == "<!doctype";
}

const xmlChar* term_chars(const std::string& text) {
  return reinterpret_cast<const xmlChar*>(text.c_str());
}

using Translate = std::function<std::string(const std::string& term)>;

class Translation {
 public:
  Translation(Document& arch, const Translate& translate) : arch_(arch), translate_(translate) {}

  void whole() {
    xmlNode* root = arch_.root();
    Part part = process(root);
    if (part.inline_text.value_or(false)) {
      xmlNode* wrapped = new_element("div");
      xmlAddChild(wrapped, part.node);
      wrapped = translated_content(wrapped);
      part.node = html::first_child(wrapped);
      xmlUnlinkNode(part.node);
      xmlFreeNode(wrapped);
    }
    arch_.bury(xmlDocSetRootElement(arch_.get(), part.node));
  }

 private:
  // What became of a node, without its tail: `inline_text` says whether it has text, where it
  // belongs to the text around it.
  struct Part {
    std::optional<bool> inline_text;
    xmlNode* node;
  };

  xmlNode* new_element(const std::string& tag) const {
    xmlNode* node = xmlNewDocNode(arch_.get(), nullptr, term_chars(tag), nullptr);
    if (node == nullptr) throw std::bad_alloc();
    return node;
  }

  void add_text(xmlNode* node, const std::string& text) const {
    if (!text.empty()) xmlAddChild(node, html::new_text(arch_.get(), text));
  }

  // Moves the content of `from` to the end of `to`.
  static void move_content(xmlNode* to, xmlNode* from) {
    while (xmlNode* child = from->children) {
      xmlUnlinkNode(child);
      xmlAddChild(to, child);
    }
    xmlFreeNode(from);
  }

  std::optional<std::string> translated(const std::string& text) const {
    const std::string term(html::strip(text));
    if (term.empty()) return std::nullopt;
    const std::string found = translate_(term);
    if (found.empty()) return std::nullopt;
    std::string out;
    std::size_t at = 0;
    for (std::size_t next; (next = text.find(term, at)) != std::string::npos;
         at = next + term.size())
      out += text.substr(at, next - at) + found;
    return out + text.substr(at);
  }

  // The element, or one in its place with the translation of what it holds.
  xmlNode* translated_content(xmlNode* element) const {
    const std::string text = html::to_xml(arch_, element);
    const std::size_t begin = text.find('>') + 1, end = text.rfind("</");
    if (end == std::string::npos || end < begin) return element;
    const auto found = translated(text.substr(begin, end - begin));
    if (!found) return element;
    xmlNode* made = nullptr;
    try {
      const Document parsed(text.substr(0, begin) + *found + text.substr(end),
                            Document::Syntax::xml);
      made = xmlDocCopyNode(parsed.root(), arch_.get(), 1);
    } catch (const html::XmlSyntaxError&) {
      made = new_element("div");
      add_text(made, *found);
    }
    xmlFreeNode(element);
    return made;
  }

  Part process(xmlNode* node) const {
    const std::string text = html::text_of(node);
    const std::string_view tag = html::tag_of(node);
    const bool skipped =
        !html::is_element(node) || tag == "script" || tag == "style" || tag == "title" ||
        html::strip(html::attribute(node, "t-translation").value_or("")) == "off" ||
        (tag == "attribute" &&
         !is_translated_attribute(html::attribute(node, "name").value_or(""))) ||
        (html::parent_of(node) == nullptr && begins_document(text));
    if (skipped) return {std::nullopt, xmlDocCopyNode(node, arch_.get(), 1)};
    xmlNode* result = xmlDocCopyNode(node, arch_.get(), 2);  // with attributes, without content
    xmlNode* todo = new_element("div");                      // what is translated together
    add_text(begins_document(text) ? result : todo, text);
    bool todo_has_text = !begins_document(text) && has_words(text);
    const auto flush = [&] {
      move_content(result, todo_has_text ? translated_content(todo) : todo);
      todo = nullptr;
    };
    for (xmlNode* child = html::first_child(node); child; child = html::next_sibling(child)) {
      const Part part = process(child);
      const std::string tail = html::tail_of(child);
      if (part.inline_text) {
        xmlAddChild(todo, part.node);
        todo_has_text = todo_has_text || *part.inline_text;
      } else {
        flush();
        xmlAddChild(result, part.node);
        todo = new_element("div");
        todo_has_text = has_words(tail);
      }
      add_text(todo, tail);
    }
    bool directive = false, attribute = false;
    for (const xmlAttr* a = result->properties; a; a = a->next) {
      const std::string name = reinterpret_cast<const char*>(a->name);
      directive = directive || name.starts_with("t-");
      attribute = attribute || (is_translated_attribute(name) && a->children != nullptr);
    }
    if (is_inline(tag) && result->children == nullptr && !directive) {
      move_content(result, todo);
      return {todo_has_text || has_words(html::text_of(result)) || has_words(html::tail_of(node)) ||
                  attribute,
              result};
    }
    flush();
    if (attribute) translate_attributes(result);
    return {std::nullopt, result};
  }

  void translate_attributes(xmlNode* node) const {
    for (const xmlAttr* a = node->properties; a; a = a->next) {
      const std::string name = reinterpret_cast<const char*>(a->name);
      if (!is_translated_attribute(name)) continue;
      if (const auto found = translated(html::attribute(node, name).value_or("")))
        html::set_attribute(node, name.c_str(), *found);
    }
  }

  Document& arch_;
  const Translate& translate_;
};

}  // namespace

void translate_terms(Document& arch, const Translate& translate) {
  Translation(arch, translate).whole();
}

}  // namespace chatterd::qweb
