// Cuts a template of Odoo 13's e-mails into tokens: Jinja2 with ${ } for values, <% %> and lines
// that begin with % for statements, <%doc> </%doc> and ## for comments (mako_template_env of
// odoo/addons/mail/models/mail_template.py).
#pragma once
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace chatterd::templates {

// A template that is no template: Jinja's TemplateSyntaxError.
struct SyntaxError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Token {
  enum class Kind {
    data,             // what stands outside
    value_begin,      // ${
    value_end,        // }
    statement_begin,  // <% or a line's %
    statement_end,
    name,
    text,  // a string literal, unquoted
    integer,
    real,
    sign,
    end
  };
  Kind kind = Kind::end;
  std::string text;
};

// A template of more is none; texts between its marks may be as long as a request may be.
constexpr std::size_t most_tokens = 200'000;

// Ends with a token of kind end. Throws SyntaxError.
std::vector<Token> tokenize(std::string_view source);
// Whether a text may be anything but itself when it is rendered.
bool has_marks(std::string_view source);
// The tokens of one expression alone.
std::vector<Token> tokenize_expression(std::string_view source);

}  // namespace chatterd::templates
