// A QWeb template (odoo/addons/base/models/engine/qweb.py): parsed once, then rendered with values.
// What it needs from records and from other templates, it asks an Engine for.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/engine/errors.hpp"
#include "models/engine/templates/jinja/jinja.hpp"

typedef struct _xmlNode xmlNode;  // NOLINT: libxml2's

namespace chatterd::html {
class Document;
}

namespace chatterd::qweb {

using templates::Any;
using templates::ExpressionPtr;
using templates::Variables;

// odoo.addons.base.models.qweb.QWebException: what was done, the error ("TypeError: …") and the
// template's name; the path of the element and its text, where they are known.
struct QWebException : Error {
  QWebException(const std::string& message, const std::string& error, const std::string& name,
                const std::string& path = {}, const std::string& element = {});
};

// A text with #{expressions} or {{expressions}} in it: literal and expression by turns, the literal
// first.
using Format = std::vector<std::pair<std::string, ExpressionPtr>>;

struct Attribute {
  enum class Kind { text, value, format, several };  // several: t-att, a dictionary or pairs
  Kind kind = Kind::text;
  std::string name, text;
  ExpressionPtr value;
  Format format;
};

struct Node;
struct Content {
  std::string text;
  std::shared_ptr<const Node> node;  // null: the text
};

// One element, with what its t- attributes say, in the order in which that is done.
struct Node {
  enum class Shows { content, field, escaped, raw, call, set };
  std::string tag;  // "" for <t>, which writes its content only
  std::vector<Attribute> attributes;
  std::string groups;
  ExpressionPtr loop;
  std::string loop_name;
  ExpressionPtr condition;
  std::shared_ptr<const Node> otherwise;  // the t-elif or t-else that follows
  Shows shows = Shows::content;
  std::string source;        // of the expression of t-esc, t-raw, t-field
  ExpressionPtr expression;  // null where t-raw="0": what stands in the t-call
  std::string name;          // the field of t-field, the variable of t-set
  Format format;             // of t-call and t-valuef
  ExpressionPtr options;     // of t-options and t-call-options
  std::vector<std::pair<std::string, ExpressionPtr>>
      more_options;  // t-options-<name>; "lang" of t-lang
  std::vector<Content> content;
  const xmlNode* element = nullptr;  // for complaints; null where there are no t- attributes
};

class Template {
 public:
  // Of a view's arch; throws QWebException, html::XmlSyntaxError.
  explicit Template(std::string_view arch);
  explicit Template(std::shared_ptr<const html::Document> arch);

  const Node& root() const { return *root_; }
  const std::string& name() const { return name_; }  // its t-name
  std::string path(const xmlNode* element) const;
  std::string text(const xmlNode* element) const;
  // A guess for the bound of the caches: a view of mail's and its tree.
  std::size_t memory() const { return std::size_t{64} << 10; }

 private:
  std::shared_ptr<const html::Document> arch_;
  std::string name_ = "unknown";
  std::shared_ptr<const Node> root_;
};

// What a template reaches beyond its values.
class Engine {
 public:
  virtual ~Engine() = default;
  // The template that t-call names. Throws what get_view_id and read_template throw.
  virtual std::shared_ptr<const Template> load(const std::string& name) const = 0;
  // The same engine in another language, for t-lang.
  virtual std::shared_ptr<const Engine> in_language(const Any& lang) const = 0;
  virtual bool has_groups(const std::string& groups) const = 0;
  // What the widget of the options makes of a value, and of a record's field: HTML, or None or
  // False for nothing.
  virtual Any widget(const Any& value, const templates::Dict& options) const = 0;
  virtual Any field(const Any& record, const std::string& name,
                    const templates::Dict& options) const = 0;
};

// "ValueError: …"
std::string described(const Error& error);

// `called`: the name or id by which it was asked for. Throws QWebException for whatever goes wrong
// but conflicts of transactions.
std::string render(const Template& source, const std::string& called, const Variables& values,
                   const Engine& engine);

}  // namespace chatterd::qweb
