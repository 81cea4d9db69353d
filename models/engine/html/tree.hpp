// A parsed HTML document with lxml's view of libxml2's tree: text before the first child, tails,
// drops. Internal to models/engine/html and models/engine/qweb, which include <libxml/tree.h> where
// they look into nodes.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/engine/errors.hpp"

// As libxml2 declares them.
typedef struct _xmlNode xmlNode;  // NOLINT
typedef struct _xmlDoc xmlDoc;    // NOLINT

namespace chatterd::html {

// A text that is no well-formed XML.
struct XmlSyntaxError : Error {
  explicit XmlSyntaxError(const std::string& what)
      : Error(ErrorKind::internal, what, "lxml.etree.XMLSyntaxError") {}
};

class Document {
 public:
  enum class Syntax { html, xml };
  // Parses as lxml.etree.fromstring(text[, HTMLParser()]) does with a str: same encoding, same
  // options, and thus the same limits on depth and length. `text` is valid UTF-8. Throws ValueError
  // where lxml does, and XmlSyntaxError for what is no XML.
  explicit Document(std::string_view text, Syntax syntax = Syntax::html);
  ~Document();
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;

  xmlDoc* get() const { return doc_; }
  xmlNode* root() const;  // nullptr for a document without any element
  // Keeps an unlinked node until the document goes: others may still point into it.
  void bury(xmlNode* node) { buried_.push_back(node); }

 private:
  void parse_html(std::string_view text);
  void parse_xml(std::string_view text);

  xmlDoc* doc_ = nullptr;
  std::vector<xmlNode*> buried_;
};

// What lxml makes a Python object of: elements, comments, processing instructions.
bool is_node(const xmlNode* node);
bool is_element(const xmlNode* node);
bool is_text(const xmlNode* node);
std::string_view tag_of(const xmlNode* node);  // "" for what is no element
// The parent element, or nullptr.
xmlNode* parent_of(const xmlNode* node);
xmlNode* first_child(const xmlNode* node);
xmlNode* next_sibling(const xmlNode* node);
xmlNode* previous_sibling(const xmlNode* node);
// The node after `node` in document order below `top`, or nullptr.
xmlNode* next_in(const xmlNode* top, const xmlNode* node);
// All nodes from `top` on in document order; with a tag, only the elements of that name.
std::vector<xmlNode*> nodes_of(xmlNode* top);
std::vector<xmlNode*> elements_of(xmlNode* top);
std::vector<xmlNode*> elements_of(xmlNode* top, std::string_view tag);

// el.text, el.tail and the content of a comment; "" for None.
std::string text_of(const xmlNode* element);
std::string tail_of(const xmlNode* node);
std::string_view content_of(const xmlNode* comment);
// el.text = text. Throws ValueError for characters that XML does not allow.
void set_text(xmlNode* element, std::string_view text);
xmlNode* new_text(xmlDoc* doc, std::string_view text);

// el.get(name).
std::optional<std::string> attribute(const xmlNode* element, std::string_view name);
bool has_attribute(const xmlNode* element, std::string_view name);
// el.set(name, value). Throws ValueError for characters that XML does not allow.
void set_attribute(xmlNode* element, const char* name, std::string_view value);
void remove_attribute(xmlNode* element, std::string_view name);
void remove_attributes(xmlNode* element);
void rename(xmlNode* element, const char* tag);

// lxml.html's drop_tag(): the children take the element's place. Throws AssertionError without a
// parent.
void drop_tag(Document& doc, xmlNode* element);
// lxml.html's drop_tree(): the node goes, its tail stays. Throws AssertionError without a parent.
void drop_tree(Document& doc, xmlNode* node);
// el.clear(): its children (which lose their parent), attributes, text and tail.
void clear(Document& doc, xmlNode* element);

// tostring(method="html", encoding="unicode") with the tail; throws ValueError as lxml does.
std::string to_html(const Document& doc, xmlNode* node);
// tostring(encoding="utf-8") with the tail, which writes XML.
std::string to_xml(const Document& doc, xmlNode* node);

}  // namespace chatterd::html
