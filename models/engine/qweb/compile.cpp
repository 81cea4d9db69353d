// The arch of a template as a tree of nodes.
#include <libxml/tree.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include "models/engine/html/tree.hpp"
#include "models/engine/qweb/template.hpp"
#include "models/engine/templates/jinja/jinja_parser.hpp"

namespace chatterd::qweb {
namespace {

using templates::parse_python;
using templates::SyntaxError;

const char* plain(const xmlChar* text) { return text ? reinterpret_cast<const char*>(text) : ""; }

// _compile_format; the expressions are those of the shortest #{…} and {{…}}.
Format parse_format(const std::string& text) {
  Format out;
  std::size_t literal = 0, at = 0;
  while (at < text.size()) {
    const bool ruby = text.compare(at, 2, "#{") == 0, jinja = text.compare(at, 2, "{{") == 0;
    const std::size_t end =
        ruby || jinja ? text.find(ruby ? "}" : "}}", at + 3) : std::string::npos;
    if (end == std::string::npos) {
      ++at;
      continue;
    }
    out.emplace_back(text.substr(literal, at - literal),
                     parse_python(text.substr(at + 2, end - at - 2)));
    literal = at = end + (ruby ? 1 : 2);
  }
  if (literal < text.size()) out.emplace_back(text.substr(literal), nullptr);
  if (out.empty())
    throw templates::RenderError("TypeError: reduce() of empty iterable with no initial value");
  return out;
}

struct OneAttribute {
  std::string name, value;
};
using Namespaces = std::map<std::string, std::string>;

class Compiler {
 public:
  std::shared_ptr<const Node> whole(xmlNode* root) {
    last_ = root;
    return element(root, {}, false);
  }
  const xmlNode* last() const { return last_; }

 private:
  // `follows`: it stands behind a t-if.
  std::shared_ptr<const Node> element(xmlNode* el, Namespaces names, bool follows) {
    auto made = std::make_shared<Node>();
    Node& node = *made;
    std::vector<OneAttribute> all = declared(el, names);
    for (const xmlAttr* a = el->properties; a; a = a->next)
      all.push_back({qualified(a->ns, a->name), value_of(a)});
    const bool active = std::any_of(all.begin(), all.end(), [](const OneAttribute& a) {
      return a.name.starts_with("t-") || a.name == "groups";
    });
    if (active) {
      last_ = el;
      node.element = el;
    }
    node.tag = std::string_view(plain(el->name)) == "t" ? "" : qualified(el->ns, el->name);
    read_directives(el, node, all, follows);
    for (OneAttribute& a : all) {
      if (a.name.starts_with("t-attf-"))
        node.attributes.push_back(
            {Attribute::Kind::format, a.name.substr(7), {}, nullptr, parse_format(a.value)});
      else if (a.name.starts_with("t-att-"))
        node.attributes.push_back(
            {Attribute::Kind::value, a.name.substr(6), {}, parse_python(a.value), {}});
      else if (a.name == "t-att")
        node.attributes.push_back({Attribute::Kind::several, {}, {}, parse_python(a.value), {}});
      else if (!a.name.starts_with("t-"))
        node.attributes.push_back(
            {Attribute::Kind::text, std::move(a.name), std::move(a.value), nullptr, {}});
    }
    // what stands written comes before what is computed
    std::stable_partition(node.attributes.begin(), node.attributes.end(),
                          [](const Attribute& a) { return a.kind == Attribute::Kind::text; });
    node.content = content(el, names);
    return made;
  }

  static std::string qualified(const xmlNs* ns, const xmlChar* name) {
    return ns && ns->prefix ? std::string(plain(ns->prefix)) + ":" + plain(name) : plain(name);
  }

  static std::string value_of(const xmlAttr* a) {
    xmlChar* text = xmlNodeListGetString(a->doc, a->children, 1);
    std::string out = plain(text);
    xmlFree(text);
    return out;
  }

  // The namespaces that begin here, as attributes.
  static std::vector<OneAttribute> declared(const xmlNode* el, Namespaces& names) {
    std::vector<OneAttribute> out;
    for (const xmlNs* ns = el->nsDef; ns; ns = ns->next) {
      const std::string name = ns->prefix ? "xmlns:" + std::string(plain(ns->prefix)) : "xmlns";
      if (const auto known = names.find(name);
          known != names.end() && known->second == plain(ns->href))
        continue;
      names[name] = plain(ns->href);
      out.push_back({name, plain(ns->href)});
    }
    return out;
  }

  static std::optional<std::string> take(std::vector<OneAttribute>& all, std::string_view name) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const OneAttribute& a) { return a.name == name; });
    if (found == all.end()) return std::nullopt;
    std::string value = std::move(found->value);
    all.erase(found);
    return value;
  }

  void read_directives(xmlNode* el, Node& node, std::vector<OneAttribute>& all, bool follows) {
    if (const auto groups = take(all, "groups")) {
      take(all, "t-groups");
      node.groups = *groups;
    } else {
      node.groups = take(all, "t-groups").value_or("");
    }
    if (const auto loop = take(all, "t-foreach")) {
      node.loop = parse_python(*loop);
      const auto name = take(all, "t-as");
      if (!name) throw templates::RenderError("KeyError: 't-as'");
      node.loop_name = *name;
      std::replace(node.loop_name.begin(), node.loop_name.end(), '.', '_');
    }
    read_condition(el, node, all, follows);
    if (const auto source = take(all, "t-field")) {
      node.shows = Node::Shows::field;
      read_field(el, node, *source);
    } else if (const auto text = take(all, "t-esc")) {
      node.shows = Node::Shows::escaped;
      node.source = *text;
    } else if (const auto html = take(all, "t-raw")) {
      node.shows = Node::Shows::raw;
      node.source = *html;
    }
    if (node.shows != Node::Shows::content) {
      if (node.shows != Node::Shows::field && node.source != "0")
        node.expression = parse_python(node.source);
      read_options(node, all, "t-options");
      return;
    }
    if (const auto name = take(all, "t-call")) {
      node.shows = Node::Shows::call;
      node.format = parse_format(*name);
      read_options(node, all, "t-call-options");
      if (const auto lang = take(all, "t-lang"))
        node.more_options.emplace_back("lang", parse_python(*lang));
    } else if (const auto variable = take(all, "t-set")) {
      node.shows = Node::Shows::set;
      node.name = *variable;
      if (const auto value = take(all, "t-value"))
        node.expression = parse_python(value->empty() ? "None" : *value);
      else if (const auto format = take(all, "t-valuef"))
        node.format = parse_format(*format);
    }
  }

  void read_condition(xmlNode* el, Node& node, std::vector<OneAttribute>& all, bool follows) {
    auto condition = take(all, "t-if");
    if (!condition) {
      condition = take(all, "t-elif");
      const bool otherwise = !condition && take(all, "t-else").has_value();
      if ((condition || otherwise) && !follows)
        throw templates::RenderError(std::string("ValueError: t-") + (condition ? "elif" : "else") +
                                     " directive must be preceded by t-if directive");
    }
    if (!condition) return;
    xmlNode* next = html::next_sibling(el);
    if (next && (html::has_attribute(next, "t-else") || html::has_attribute(next, "t-elif"))) {
      const std::string between = html::tail_of(el);
      if (!std::all_of(between.begin(), between.end(),
                       [](unsigned char c) { return std::isspace(c); }))
        throw templates::RenderError(
            "ValueError: Unexpected non-whitespace characters between t-if and t-else directives");
      node.otherwise = element(next, {}, true);
      alternatives_.insert(next);
    }
    node.condition = parse_python(*condition);
  }

  static void read_field(const xmlNode* el, Node& node, const std::string& source) {
    const std::string tag(html::tag_of(el));
    static const std::set<std::string> tables{"table", "tbody", "thead", "tfoot", "tr", "td",
                                              "li",    "ul",    "ol",    "dl",    "dt", "dd"};
    if (tables.contains(tag))
      throw templates::RenderError("AssertionError: RTE widgets do not work correctly on '" + tag +
                                   "' elements");
    if (tag == "t")
      throw templates::RenderError(
          "AssertionError: t-field can not be used on a t element, provide an actual HTML node");
    const std::size_t dot = source.rfind('.');
    if (dot == std::string::npos)
      throw templates::RenderError(
          "AssertionError: t-field must have at least a dot like 'record.field_name'");
    node.source = source;
    node.expression = parse_python(source.substr(0, dot));
    node.name = source.substr(dot + 1);
  }

  static void read_options(Node& node, std::vector<OneAttribute>& all, const std::string& name) {
    if (const auto options = take(all, name); options && !options->empty())
      node.options = parse_python(*options);
    for (const OneAttribute& a : all)
      if (a.name.starts_with(name + "-"))
        node.more_options.emplace_back(a.name.substr(name.size() + 1), parse_python(a.value));
    std::erase_if(all, [&](const OneAttribute& a) { return a.name.starts_with(name + "-"); });
  }

  // Comments are left out, and the text behind them.
  std::vector<Content> content(xmlNode* el, const Namespaces& names) {
    std::vector<Content> out;
    if (std::string text = html::text_of(el); !text.empty())
      out.push_back({std::move(text), nullptr});
    for (xmlNode* child = html::first_child(el); child; child = html::next_sibling(child)) {
      if (!html::is_element(child)) continue;
      const bool alternative = alternatives_.contains(child);
      std::shared_ptr<const Node> node = alternative ? nullptr : element(child, names, false);
      std::string tail = node && node->otherwise ? "" : html::tail_of(child);
      if (alternative && is_followed(child)) tail.clear();
      if (node) out.push_back({{}, std::move(node)});
      if (!tail.empty()) out.push_back({std::move(tail), nullptr});
    }
    return out;
  }

  // Whether a t-elif has a t-elif or t-else of its own.
  bool is_followed(const xmlNode* element) const {
    const xmlNode* next = html::next_sibling(element);
    return html::has_attribute(element, "t-elif") && next && alternatives_.contains(next);
  }

  const xmlNode* last_ = nullptr;
  std::set<const xmlNode*> alternatives_;  // t-elif and t-else that belong to the t-if before them
};

}  // namespace

QWebException::QWebException(const std::string& message, const std::string& error,
                             const std::string& name, const std::string& path,
                             const std::string& element)
    // where Python has its traceback there is an empty line
    : Error(ErrorKind::internal,
            error.substr(error.find(": ") + 2) + "\n\n" + message + "\n" + error +
                "\nTemplate: " + name + (path.empty() ? "" : "\nPath: " + path) +
                (element.empty() ? "" : "\nNode: " + element),
            "odoo.addons.base.models.qweb.QWebException") {}

Template::Template(std::string_view arch)
    : Template(std::make_shared<const html::Document>(arch, html::Document::Syntax::xml)) {}

Template::Template(std::shared_ptr<const html::Document> arch) : arch_(std::move(arch)) {
  xmlNode* root = arch_->root();
  // load() of ir.qweb gives the name that is sought to the first child that has one
  for (xmlNode* child = html::first_child(root); child; child = html::next_sibling(child))
    if (html::has_attribute(child, "t-name")) {
      root = child;
      break;
    }
  name_ = html::attribute(root, "t-name").value_or(name_);
  Compiler compiler;
  const auto fail_to_compile = [&](const std::string& error) {
    throw QWebException("Error when compiling AST", error, name_, path(compiler.last()),
                        text(compiler.last()));
  };
  try {
    root_ = compiler.whole(root);
  } catch (const SyntaxError&) {
    fail_to_compile("SyntaxError: invalid syntax (<unknown>, line 1)");
  } catch (const templates::RenderError& error) {
    fail_to_compile(error.what());
  }
}

std::string Template::path(const xmlNode* element) const {
  xmlChar* path = xmlGetNodePath(element);
  std::string out = plain(path);
  xmlFree(path);
  return out;
}

std::string Template::text(const xmlNode* element) const {
  // a template is shared by threads, and writing XML touches the document's names
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  return html::to_xml(*arch_, const_cast<xmlNode*>(element));
}

}  // namespace chatterd::qweb
