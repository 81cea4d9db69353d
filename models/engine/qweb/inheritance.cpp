// Inheriting views: where their specifications point to, and what is done there.
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <set>
#include <sstream>

#include "models/engine/errors.hpp"
#include "models/engine/html/python_text.hpp"
#include "models/engine/html/tree.hpp"
#include "models/engine/qweb/arch.hpp"
#include "models/engine/value.hpp"

namespace chatterd::qweb {
namespace {

using html::attribute;
using html::Document;

const xmlChar* chars(const std::string& text) {
  return reinterpret_cast<const xmlChar*>(text.c_str());
}

std::set<std::string> class_words(const std::string& text) {
  std::istringstream stream(text);
  std::set<std::string> words;
  for (std::string word; stream >> word;) words.insert(word);
  return words;
}

// hasclass('a', …) in an expression: whether the node has all these classes.
void has_class(xmlXPathParserContext* context, int count) {
  std::set<std::string> wanted;
  for (int i = 0; i < count; ++i) {
    xmlChar* name = xmlXPathPopString(context);
    if (name) wanted.insert(reinterpret_cast<const char*>(name));
    xmlFree(name);
  }
  const std::set<std::string> held =
      class_words(attribute(context->context->node, "class").value_or(""));
  xmlXPathReturnBoolean(
      context, std::includes(held.begin(), held.end(), wanted.begin(), wanted.end()) ? 1 : 0);
}

struct FreeContext {
  void operator()(xmlXPathContext* context) const { xmlXPathFreeContext(context); }
};
struct FreeResult {
  void operator()(xmlXPathObject* result) const { xmlXPathFreeObject(result); }
};

void ignore_error(void*, xmlError*) {}

std::vector<xmlNode*> xpath(xmlNode* from, const std::string& expression) {
  const std::unique_ptr<xmlXPathContext, FreeContext> context(xmlXPathNewContext(from->doc));
  if (!context) throw std::bad_alloc();
  context->node = from;
  context->error = ignore_error;
  xmlXPathRegisterFunc(context.get(), chars("hasclass"), has_class);
  const std::unique_ptr<xmlXPathObject, FreeResult> result(
      xmlXPathEval(chars(expression), context.get()));
  if (!result)
    throw Error(ErrorKind::internal, "Invalid expression", "lxml.etree.XPathSyntaxError");
  std::vector<xmlNode*> nodes;
  if (result->type == XPATH_NODESET && result->nodesetval)
    for (int i = 0; i < result->nodesetval->nodeNr; ++i)
      nodes.push_back(result->nodesetval->nodeTab[i]);
  return nodes;
}

// The place that a specification means in the tree; null when there is none.
xmlNode* locate(xmlNode* root, const xmlNode* spec) {
  const std::string_view tag = html::tag_of(spec);
  if (tag == "xpath") {
    const std::vector<xmlNode*> found = xpath(root, attribute(spec, "expr").value_or(""));
    return found.empty() || !html::is_element(found[0]) ? nullptr : found[0];
  }
  const auto alike = [&](const xmlNode* node) {
    if (tag == "field") return attribute(node, "name") == attribute(spec, "name");
    for (const xmlAttr* a = spec->properties; a; a = a->next) {
      const std::string name = reinterpret_cast<const char*>(a->name);
      if (name != "position" && name != "version" && attribute(node, name) != attribute(spec, name))
        return false;
    }
    return true;
  };
  for (xmlNode* node : html::elements_of(root, tag)) {
    if (!alike(node)) continue;
    const auto version = attribute(spec, "version");
    return tag != "field" && version && !version->empty() && attribute(root, "version") != version
               ? nullptr
               : node;
  }
  return nullptr;
}

std::string shown(const xmlNode* spec) {
  std::string text = "<" + std::string(html::tag_of(spec));
  for (const xmlAttr* a = spec->properties; a; a = a->next) {
    const std::string name = reinterpret_cast<const char*>(a->name);
    if (name != "position") text += " " + name + "=\"" + attribute(spec, name).value_or("") + "\"";
  }
  return text + ">";
}

class Inheritance {
 public:
  Inheritance(Document& arch, const Document& specs) : arch_(arch), specs_(specs) {}

  void apply() {
    std::deque<xmlNode*> todo{specs_.root()};
    while (!todo.empty()) {
      xmlNode* spec = todo.front();
      todo.pop_front();
      if (!html::is_element(spec)) continue;
      if (html::tag_of(spec) == "data") {
        for (xmlNode* child = html::first_child(spec); child; child = html::next_sibling(child))
          todo.push_back(child);
        continue;
      }
      xmlNode* node = locate(arch_.root(), spec);
      if (node == nullptr)
        throw ValueError("Element '" + shown(spec) + "' cannot be located in parent view");
      change(node, spec, attribute(spec, "position").value_or("inside"));
    }
  }

 private:
  void change(xmlNode* node, xmlNode* spec, const std::string& position) {
    if (position == "replace") return replace(node, spec);
    if (position == "attributes") return change_attributes(node, spec);
    const auto children = [&](xmlNode* anchor, bool inside) {
      put_text(anchor, html::text_of(spec), inside);
      for (xmlNode* child = html::first_child(spec); child; child = html::next_sibling(child))
        put(anchor, child, inside);
    };
    if (position == "inside") {
      children(node, true);
    } else if (position == "before") {
      children(node, false);
    } else if (position == "after") {
      // in front of a mark that stands right behind the node, before its tail
      xmlNode* mark = xmlNewDocNode(arch_.get(), nullptr, chars("sentinel"), nullptr);
      xmlAddNextSibling(node, mark);
      children(mark, false);
      xmlUnlinkNode(mark);
      xmlFreeNode(mark);
    } else {
      throw ValueError("Invalid position attribute: '" + position + "'");
    }
  }

  // A text at the end of the anchor's content, or in front of it.
  void put_text(xmlNode* anchor, const std::string& text, bool inside) {
    if (text.empty()) return;
    xmlNode* node = html::new_text(arch_.get(), text);
    inside ? xmlAddChild(anchor, node) : xmlAddPrevSibling(anchor, node);
  }

  // A child of a specification, with the text behind it: a copy, or what it moves.
  void put(xmlNode* anchor, xmlNode* child, bool inside) {
    const bool moves = html::is_element(child) && attribute(child, "position") == "move";
    xmlNode* node = moves ? extract(child) : xmlDocCopyNode(child, arch_.get(), 1);
    inside ? xmlAddChild(anchor, node) : xmlAddPrevSibling(anchor, node);
    if (!moves) put_text(anchor, html::tail_of(child), inside);
  }

  xmlNode* extract(xmlNode* spec) {
    if (html::first_child(spec) != nullptr)
      throw ValueError("Invalid specification for moved nodes: '" + bytes_repr(spec) + "'");
    xmlNode* node = locate(arch_.root(), spec);
    if (node == nullptr)
      throw ValueError("Element '" + bytes_repr(spec) + "' cannot be located in parent view");
    xmlUnlinkNode(node);  // the text behind it stays
    return node;
  }

  std::string bytes_repr(xmlNode* spec) const {
    return "b" + python_repr(html::to_xml(specs_, spec));
  }

  void replace(xmlNode* node, xmlNode* spec) {
    xmlNode* made = xmlDocCopyNode(spec, arch_.get(), 1);
    arch_.bury(made);
    for (xmlNode* place : xpath(made, ".//*[text()='$0']")) {
      html::set_text(place, "");
      xmlAddChild(place, xmlDocCopyNode(node, arch_.get(), 1));
    }
    if (html::parent_of(node) == nullptr) return replace_root(made);
    for (xmlNode* child = html::first_child(made); child; child = html::next_sibling(child))
      put(node, child, false);
    // the text behind a node goes with it
    while (node->next && html::is_text(node->next)) {
      xmlNode* tail = node->next;
      xmlUnlinkNode(tail);
      xmlFreeNode(tail);
    }
    xmlUnlinkNode(node);
    arch_.bury(node);
  }

  void replace_root(xmlNode* made) {
    xmlNode* content = html::first_child(made);
    xmlNode* comment = nullptr;
    for (; content && !html::is_element(content); content = html::next_sibling(content))
      comment = content;
    if (content == nullptr) throw AttributeError("'NoneType' object has no attribute 'tag'");
    xmlNode* root = xmlDocCopyNode(content, arch_.get(), 1);
    arch_.bury(xmlDocSetRootElement(arch_.get(), root));
    if (comment == nullptr) return;
    xmlNode* copy = xmlDocCopyNode(comment, arch_.get(), 1);
    const std::string text = html::text_of(root);
    html::set_text(root, "");
    if (root->children)
      xmlAddPrevSibling(root->children, copy);
    else
      xmlAddChild(root, copy);
    if (!text.empty()) xmlAddNextSibling(copy, html::new_text(arch_.get(), text));
  }

  void change_attributes(xmlNode* node, xmlNode* spec) {
    for (xmlNode* child : html::elements_of(spec, "attribute")) {
      const std::string name = attribute(child, "name").value_or("");
      std::string value = html::text_of(child);
      const std::string add = attribute(child, "add").value_or(""),
                        remove = attribute(child, "remove").value_or("");
      if (!add.empty() || !remove.empty()) {
        if (!value.empty()) throw AssertionError("");
        const std::string separator = attribute(child, "separator").value_or(",");
        value = combined(attribute(node, name).value_or(""), add, remove,
                         separator == " " ? "" : separator);
      }
      if (!value.empty())
        html::set_attribute(node, name.c_str(), value);
      else
        html::remove_attribute(node, name);
    }
  }

  // str.split and strip of each; "" separates at white space.
  static std::vector<std::string> split(const std::string& text, const std::string& separator) {
    std::vector<std::string> out;
    if (separator.empty()) {
      std::istringstream stream(text);
      for (std::string word; stream >> word;) out.push_back(word);
      return out;
    }
    std::size_t at = 0;
    for (std::size_t end; (end = text.find(separator, at)) != std::string::npos;
         at = end + separator.size())
      out.emplace_back(html::strip(text.substr(at, end - at)));
    out.emplace_back(html::strip(std::string_view(text).substr(at)));
    return out;
  }

  static std::string combined(const std::string& held, const std::string& add,
                              const std::string& remove, const std::string& separator) {
    const std::vector<std::string> gone = split(remove, separator);
    std::vector<std::string> values;
    for (const std::string& value : split(held, separator))
      if (std::find(gone.begin(), gone.end(), value) == gone.end()) values.push_back(value);
    for (const std::string& value : split(add, separator))
      if (!value.empty()) values.push_back(value);
    std::string out;
    for (std::size_t i = 0; i < values.size(); ++i)
      out += (i == 0 ? "" : separator.empty() ? " " : separator) + values[i];
    return out;
  }

  Document& arch_;
  const Document& specs_;
};

}  // namespace

void apply_inheritance(Document& arch, const Document& specifications) {
  Inheritance(arch, specifications).apply();
}

}  // namespace chatterd::qweb
