// Pictures in a body by content id and file name, on the parsed document.
#include "models/engine/html/body_images.hpp"

#include <libxml/tree.h>

#include "bridge/text/percent.hpp"
#include "models/engine/html/python_text.hpp"
#include "models/engine/html/tree.hpp"

namespace chatterd::html {
namespace {

bool is_full_document(std::string_view body) {
  const std::size_t at = skip_spaces(body, 0);
  return match_ignoring_case(body, at, "<html") || match_ignoring_case(body, at, "<!doctype");
}

bool has_block(xmlNode* top) {
  static const std::set<std::string_view> blocks{
      "address",  "article",  "aside",  "blockquote", "center",  "dir",     "div",   "dl",
      "fieldset", "figure",   "footer", "form",       "h1",      "h2",      "h3",    "h4",
      "h5",       "h6",       "header", "hr",         "isindex", "main",    "menu",  "nav",
      "noframes", "noscript", "ol",     "p",          "pre",     "section", "table", "ul"};
  for (const xmlNode* element : elements_of(top))
    if (blocks.contains(tag_of(element))) return true;
  return false;
}

// lxml.html.fromstring: the only element of the body, or the body under another name.
xmlNode* parsed_fragment(const Document& doc, std::string_view source) {
  xmlNode* root = doc.root();
  if (root == nullptr || is_full_document(source)) return root;
  for (xmlNode* part = first_child(root); part; part = next_sibling(part)) {
    if (tag_of(part) != "body") continue;
    xmlNode* only = first_child(part);
    if (only && next_sibling(only) == nullptr && strip(text_of(part)).empty() &&
        strip(tail_of(only)).empty())
      return only;
    rename(part, has_block(part) ? "div" : "span");
    return part;
  }
  return root;
}

std::optional<std::string> content_id(const xmlNode* image) {
  const auto src = attribute(image, "src");
  if (!src || !src->starts_with("cid:")) return std::nullopt;
  const std::string rest = src->substr(4);
  return rest.substr(0, rest.find("cid:"));
}

// The picture that a URL names by its content id, which mail programs escape, capitalise and wrap
// as they like, or by its file's name; or by the address that the picture says it is from.
class Cids {
 public:
  using Names = std::map<std::string, std::string>;
  explicit Cids(const Names& by_cid) : by_cid_(by_cid) {
    for (auto one = by_cid.begin(); one != by_cid.end(); ++one)
      by_any_.emplace(lower(one->first), one);
    for (auto one = by_cid.begin(); one != by_cid.end(); ++one)
      by_any_.emplace(lower(one->second), one);
  }
  Names::const_iterator none() const { return by_cid_.end(); }
  Names::const_iterator find(const std::string& url) const;

 private:
  const Names& by_cid_;
  std::map<std::string, Names::const_iterator> by_any_;
};

Cids::Names::const_iterator Cids::find(const std::string& url) const {
  const std::size_t start = skip_spaces(url, 0);
  if (!match_ignoring_case(url, start, "cid:")) return by_cid_.find(std::string(strip(url)));
  const std::string id(strip(std::string_view(url).substr(start + 4)));
  if (const auto exact = by_cid_.find(id); exact != by_cid_.end()) return exact;
  std::string plain = lower(valid_utf8(bridge::percent_decode(id, false)));
  for (const bool with_query : {true, false}) {
    if (!with_query) plain = plain.substr(0, plain.find('?'));
    const std::size_t first = plain.find_first_not_of("</\" "),
                      last = plain.find_last_not_of(">\" ");
    if (first == std::string::npos || last == std::string::npos || last < first) break;
    plain = plain.substr(first, last - first + 1);
    if (const auto found = by_any_.find(plain); found != by_any_.end()) return found->second;
  }
  return none();
}

}  // namespace

BodyImages body_images(std::string_view body) {
  BodyImages out;
  const Document doc(body);
  if (doc.root() == nullptr) return out;
  for (xmlNode* image : elements_of(parsed_fragment(doc, body), "img")) {
    if (const auto cid = content_id(image))
      out.cids.insert(*cid);
    else if (const auto name = attribute(image, "data-filename"); name && !name->empty())
      out.names.insert(*name);
  }
  return out;
}

std::optional<std::string> replace_body_images(std::string_view body,
                                               const std::map<std::string, std::string>& by_cid,
                                               const std::map<std::string, std::string>& by_name) {
  const Document doc(body);
  if (doc.root() == nullptr) return std::nullopt;
  xmlNode* top = parsed_fragment(doc, body);
  bool replaced = false;
  for (xmlNode* image : elements_of(top, "img")) {
    const std::string* url = nullptr;
    if (const auto cid = content_id(image); cid && by_cid.contains(*cid)) url = &by_cid.at(*cid);
    const auto name = attribute(image, "data-filename");
    if (url == nullptr && name && by_name.contains(*name)) url = &by_name.at(*name);
    if (url == nullptr) continue;
    set_attribute(image, "src", *url);
    replaced = true;
  }
  if (!replaced) return std::nullopt;
  return to_html(doc, top);
}

std::string clean_incoming_body(const std::string& body,
                                const std::map<std::string, std::string>& names_by_cid) {
  if (body.empty()) return body;
  Document doc(body);
  xmlNode* const top = doc.root() ? parsed_fragment(doc, body) : nullptr;
  if (top == nullptr) return body;
  const Cids cids(names_by_cid);
  bool changed = false;
  std::vector<xmlNode*> ours;
  for (xmlNode* element : elements_of(top)) {
    const auto named = [&](const char* name) {
      return attribute(element, name).value_or("").find("o_mail_notification") != std::string::npos;
    };
    if (named("class") || named("summary")) {
      changed = true;
      if (element != top) ours.push_back(element);
    }
    if (tag_of(element) != "img") continue;
    const auto found = cids.find(attribute(element, "src").value_or(""));
    if (found == cids.none()) continue;
    set_attribute(element, "src", "cid:" + found->first);
    set_attribute(element, "data-filename", found->second);
    changed = true;
  }
  for (xmlNode* element : ours) {
    // lxml takes the text behind an element away with it
    while (element->next && is_text(element->next)) {
      xmlNode* const tail = element->next;
      xmlUnlinkNode(tail);
      doc.bury(tail);
    }
    xmlUnlinkNode(element);
    doc.bury(element);
  }
  return changed ? to_xml(doc, top) : body;
}

}  // namespace chatterd::html
