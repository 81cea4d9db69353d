// Parses templates and expressions of Jinja2 3.1 as Odoo 13 sets it up (see jinja_lexer.hpp), and
// Python's expressions.
#pragma once
#include <string_view>

#include "models/engine/templates/jinja/jinja_lexer.hpp"
#include "models/engine/templates/jinja/jinja_nodes.hpp"

namespace chatterd::templates {

// Throws SyntaxError for what Jinja refuses to load: a wrong statement, an unknown filter or test.
Body parse_template(std::string_view source);

// One expression of Python, which is all of the text. Throws SyntaxError.
ExpressionPtr parse_python(std::string_view source);

// Reads expressions from tokens; the template parser and the tests of expressions use it. Python's
// grammar has no filters and tests, but comprehensions, `is`, | and &, and a power that binds more
// than a sign.
class ExpressionParser {
 public:
  enum class Grammar { jinja, python };
  explicit ExpressionParser(std::vector<Token> tokens, Grammar grammar = Grammar::jinja)
      : tokens_(std::move(tokens)), python_(grammar == Grammar::python) {}

  // With the conditional form `a if b else c` unless it is left out.
  ExpressionPtr expression(bool conditional = true);
  // One expression, or several with commas between them as a tuple.
  ExpressionPtr tuple(bool conditional = true, const char* stop = nullptr);

 protected:
  using Kind = Token::Kind;
  const Token& token() const { return tokens_[at_]; }
  const Token& ahead() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }
  void advance() { at_ = std::min(at_ + 1, tokens_.size() - 1); }
  bool is_sign(const char* text) const {
    return token().kind == Kind::sign && token().text == text;
  }
  bool is_name(const char* text) const {
    return token().kind == Kind::name && token().text == text;
  }
  bool take_sign(const char* text);
  bool take_name(const char* text);
  void expect_sign(const char* text);
  std::string expect_name();
  [[noreturn]] void unexpected() const;

  // Trees as deep as this are evaluated without danger for the stack.
  struct Depth {
    explicit Depth(int& depth);
    ~Depth() { --depth_; }
    int& depth_;
  };
  int depth_ = 0;

  ExpressionPtr filters(ExpressionPtr value, bool inline_only);

 private:
  ExpressionPtr disjunction();
  ExpressionPtr conjunction();
  ExpressionPtr negation();
  ExpressionPtr comparison();
  std::string comparison_sign();
  ExpressionPtr united();
  ExpressionPtr intersected();
  ExpressionPtr sum();
  ExpressionPtr concatenation();
  ExpressionPtr product();
  ExpressionPtr unary(bool with_filter = true);
  ExpressionPtr power();
  ExpressionPtr python_unary();
  ExpressionPtr primary();
  ExpressionPtr postfix(ExpressionPtr value);
  ExpressionPtr filter_chain(ExpressionPtr value);
  ExpressionPtr subscript(ExpressionPtr value);
  ExpressionPtr test(ExpressionPtr value);
  ExpressionPtr list();
  ExpressionPtr dict();
  ExpressionPtr comprehension(std::vector<ExpressionPtr> element);
  CallArguments arguments();
  bool tuple_ends(const char* stop) const;

  std::vector<Token> tokens_;
  const bool python_;
  std::size_t at_ = 0;
};

}  // namespace chatterd::templates
