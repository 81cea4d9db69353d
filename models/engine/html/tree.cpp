// lxml's tree operations on libxml2 nodes. Nodes taken out are kept until the document goes.
#include "models/engine/html/tree.hpp"

#include <libxml/tree.h>

#include <algorithm>
#include <cstring>

#include "models/engine/errors.hpp"

namespace chatterd::html {
namespace {

const xmlChar* xml_chars(const char* text) { return reinterpret_cast<const xmlChar*>(text); }
const char* plain(const xmlChar* text) { return reinterpret_cast<const char*>(text); }

// lxml refuses control characters, surrogates, U+FFFE and U+FFFF in what it writes into a tree.
void check_characters(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    const bool control = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
    const bool noncharacter = c == 0xEF && i + 2 < text.size() && text[i + 1] == '\xBF' &&
                              (text[i + 2] == '\xBE' || text[i + 2] == '\xBF');
    if (control || noncharacter)
      throw ValueError(
          "All strings must be XML compatible: Unicode or ASCII, no NULL bytes or control "
          "characters");
  }
}

std::string collect(const xmlNode* node) {
  std::string text;
  for (; node && is_text(node); node = node->next)
    if (node->content) text += plain(node->content);
  return text;
}

void remove_texts(xmlNode* node) {
  while (node && is_text(node)) {
    xmlNode* next = node->next;
    xmlUnlinkNode(node);
    xmlFreeNode(node);
    node = next;
  }
}

xmlAttr* find_attribute(const xmlNode* element, std::string_view name) {
  if (!is_element(element)) return nullptr;
  for (xmlAttr* a = element->properties; a; a = a->next)
    if (!a->ns && plain(a->name) == name) return a;
  return nullptr;
}

}  // namespace

bool is_node(const xmlNode* node) {
  return node->type == XML_ELEMENT_NODE || node->type == XML_COMMENT_NODE ||
         node->type == XML_PI_NODE || node->type == XML_ENTITY_REF_NODE;
}

bool is_element(const xmlNode* node) { return node->type == XML_ELEMENT_NODE; }

bool is_text(const xmlNode* node) {
  return node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;
}

std::string_view tag_of(const xmlNode* node) {
  return is_element(node) ? plain(node->name) : std::string_view();
}

xmlNode* parent_of(const xmlNode* node) {
  return node->parent && is_element(node->parent) ? node->parent : nullptr;
}

xmlNode* first_child(const xmlNode* node) {
  if (!is_element(node)) return nullptr;
  xmlNode* child = node->children;
  while (child && !is_node(child)) child = child->next;
  return child;
}

xmlNode* next_sibling(const xmlNode* node) {
  xmlNode* next = node->next;
  while (next && !is_node(next)) next = next->next;
  return next;
}

xmlNode* previous_sibling(const xmlNode* node) {
  xmlNode* previous = node->prev;
  while (previous && !is_node(previous)) previous = previous->prev;
  return previous;
}

xmlNode* next_in(const xmlNode* top, const xmlNode* node) {
  if (xmlNode* child = first_child(node)) return child;
  while (node && node != top) {
    if (xmlNode* next = next_sibling(node)) return next;
    node = node->parent;
  }
  return nullptr;
}

std::vector<xmlNode*> nodes_of(xmlNode* top) {
  std::vector<xmlNode*> nodes;
  for (xmlNode* node = top; node; node = next_in(top, node)) nodes.push_back(node);
  return nodes;
}

std::vector<xmlNode*> elements_of(xmlNode* top) {
  std::vector<xmlNode*> nodes = nodes_of(top);
  std::erase_if(nodes, [](const xmlNode* node) { return !is_element(node); });
  return nodes;
}

std::vector<xmlNode*> elements_of(xmlNode* top, std::string_view tag) {
  std::vector<xmlNode*> elements;
  for (xmlNode* node = top; node; node = next_in(top, node))
    if (tag_of(node) == tag) elements.push_back(node);
  return elements;
}

std::string text_of(const xmlNode* element) { return collect(element->children); }

std::string tail_of(const xmlNode* node) { return collect(node->next); }

std::string_view content_of(const xmlNode* comment) {
  return comment->content ? plain(comment->content) : std::string_view();
}

xmlNode* new_text(xmlDoc* doc, std::string_view text) {
  xmlNode* node = xmlNewDocTextLen(doc, xml_chars(text.data()), static_cast<int>(text.size()));
  if (!node) throw std::bad_alloc();
  return node;
}

void set_text(xmlNode* element, std::string_view text) {
  check_characters(text);
  remove_texts(element->children);
  xmlNode* node = new_text(element->doc, text);
  if (element->children)
    xmlAddPrevSibling(element->children, node);
  else
    xmlAddChild(element, node);
}

std::optional<std::string> attribute(const xmlNode* element, std::string_view name) {
  const xmlAttr* found = find_attribute(element, name);
  if (!found) return std::nullopt;
  return collect(found->children);
}

bool has_attribute(const xmlNode* element, std::string_view name) {
  return find_attribute(element, name) != nullptr;
}

void set_attribute(xmlNode* element, const char* name, std::string_view value) {
  check_characters(value);
  xmlSetNsProp(element, nullptr, xml_chars(name), xml_chars(std::string(value).c_str()));
}

void remove_attribute(xmlNode* element, std::string_view name) {
  if (xmlAttr* found = find_attribute(element, name)) xmlRemoveProp(found);
}

void remove_attributes(xmlNode* element) {
  while (is_element(element) && element->properties) xmlRemoveProp(element->properties);
}

void rename(xmlNode* element, const char* tag) { xmlNodeSetName(element, xml_chars(tag)); }

void drop_tag(Document& doc, xmlNode* element) {
  if (!parent_of(element)) throw AssertionError("");
  // Spliced by hand: xmlAddPrevSibling would copy neighbouring texts into one at each step.
  xmlNode* parent = element->parent;
  xmlNode* first = element->children;
  xmlNode* last = element->last;
  xmlNode* before = element->prev;
  xmlNode* after = element->next;
  for (xmlNode* child = first; child; child = child->next) child->parent = parent;
  if (first) {
    first->prev = before;
    last->next = after;
  }
  (before ? before->next : parent->children) = first ? first : after;
  (after ? after->prev : parent->last) = last ? last : before;
  element->children = element->last = element->parent = element->prev = element->next = nullptr;
  doc.bury(element);
}

void drop_tree(Document& doc, xmlNode* node) {
  if (!parent_of(node)) throw AssertionError("");
  xmlUnlinkNode(node);
  doc.bury(node);
}

void clear(Document& doc, xmlNode* element) {
  remove_texts(element->children);
  remove_texts(element->next);
  remove_attributes(element);
  for (xmlNode* child = element->children; child;) {
    xmlNode* next = child->next;
    xmlUnlinkNode(child);
    doc.bury(child);
    child = next;
  }
}

}  // namespace chatterd::html
