// Templates of e-mails as Odoo 13 writes them: Jinja2 in a sandbox (see jinja_lexer.hpp for its
// marks).
//
// A template reaches what its variables give it and nothing else; names that begin with an
// underscore are not there. Depth, steps and sizes are limited.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "models/engine/templates/jinja/jinja_nodes.hpp"

namespace chatterd::templates {

using Variables = std::map<std::string, Any>;

class Template {
 public:
  // Throws SyntaxError (jinja_lexer.hpp).
  explicit Template(std::string_view source);
  // Throws RenderError, and what the variables' objects throw.
  std::string render(const Variables& variables, bool autoescape = true) const;

 private:
  std::shared_ptr<const Body> body_;
};

// range, dict, namespace, cycler, joiner and what else every template has; Odoo's str, quote,
// urlencode, datetime, len, abs, min, max, sum, filter, reduce, map, round, relativedelta.
const Variables& template_globals();
// The modules datetime and relativedelta (calendar.cpp).
Any datetime_module();
Any relativedelta_function();

}  // namespace chatterd::templates
