// Expressions of templates: Jinja's grammar, which is a part of Python's with filters and tests,
// and Python's.
#include "models/engine/templates/jinja/jinja_expression_nodes.hpp"
#include "models/engine/templates/jinja/jinja_parser.hpp"

namespace chatterd::templates {

ExpressionParser::Depth::Depth(int& depth) : depth_(depth) {
  if (++depth_ > 100) throw SyntaxError("template is nested too deeply");
}

void ExpressionParser::unexpected() const {
  throw SyntaxError(token().kind == Kind::end ? "unexpected end of template"
                                              : "unexpected '" + token().text + "'");
}

bool ExpressionParser::take_sign(const char* text) {
  if (!is_sign(text)) return false;
  advance();
  return true;
}

bool ExpressionParser::take_name(const char* text) {
  if (!is_name(text)) return false;
  advance();
  return true;
}

void ExpressionParser::expect_sign(const char* text) {
  if (!take_sign(text)) unexpected();
}

std::string ExpressionParser::expect_name() {
  if (token().kind != Kind::name) unexpected();
  std::string name = token().text;
  advance();
  return name;
}

ExpressionPtr ExpressionParser::expression(bool conditional) {
  const Depth guard(depth_);
  ExpressionPtr value = disjunction();
  if (!conditional) return value;
  // each `else` nests one deeper
  int rounds = 0;
  while (take_name("if")) {
    if (++rounds > 100) throw SyntaxError("template is nested too deeply");
    ExpressionPtr condition = disjunction(), other;
    if (take_name("else"))
      other = expression();
    else if (python_)
      unexpected();
    value = node(ExpressionKind::condition, {condition, value, other});
  }
  return value;
}

ExpressionPtr ExpressionParser::disjunction() {
  ExpressionPtr left = conjunction();
  std::vector<ExpressionPtr> parts{left};
  while (take_name("or")) parts.push_back(conjunction());
  return parts.size() == 1 ? left : node(ExpressionKind::logical, std::move(parts), "or");
}

ExpressionPtr ExpressionParser::conjunction() {
  ExpressionPtr left = negation();
  std::vector<ExpressionPtr> parts{left};
  while (take_name("and")) parts.push_back(negation());
  return parts.size() == 1 ? left : node(ExpressionKind::logical, std::move(parts), "and");
}

ExpressionPtr ExpressionParser::negation() {
  const Depth guard(depth_);
  if (take_name("not")) return node(ExpressionKind::unary, {negation()}, "not");
  return comparison();
}

// The comparison that stands here, or "".
std::string ExpressionParser::comparison_sign() {
  if (token().kind == Kind::sign)
    for (const char* known : {"==", "!=", "<", "<=", ">", ">="})
      if (take_sign(known)) return known;
  if (take_name("in")) return "in";
  if (is_name("not") && ahead().kind == Kind::name && ahead().text == "in") {
    advance();
    advance();
    return "not in";
  }
  if (python_ && take_name("is")) return take_name("not") ? "is not" : "is";
  return {};
}

ExpressionPtr ExpressionParser::comparison() {
  std::vector<ExpressionPtr> parts{united()};
  std::vector<std::string> signs;
  for (std::string sign = comparison_sign(); !sign.empty(); sign = comparison_sign()) {
    signs.push_back(sign);
    parts.push_back(united());
  }
  if (signs.empty()) return parts[0];
  auto made = node(ExpressionKind::comparison, std::move(parts));
  made->operators = std::move(signs);
  return made;
}

// A chain of operators of one rank grows to the left: it is kept flat where it is evaluated in one
// node, and counted where each adds a level.
ExpressionPtr ExpressionParser::united() {
  ExpressionPtr left = intersected();
  for (int links = 0; python_ && take_sign("|"); ++links) {
    if (links > 500) throw SyntaxError("template is nested too deeply");
    left = node(ExpressionKind::binary, {left, intersected()}, "|");
  }
  return left;
}

ExpressionPtr ExpressionParser::intersected() {
  ExpressionPtr left = sum();
  for (int links = 0; python_ && take_sign("&"); ++links) {
    if (links > 500) throw SyntaxError("template is nested too deeply");
    left = node(ExpressionKind::binary, {left, sum()}, "&");
  }
  return left;
}

ExpressionPtr ExpressionParser::sum() {
  ExpressionPtr left = concatenation();
  for (int links = 0; is_sign("+") || is_sign("-"); ++links) {
    if (links > 500) throw SyntaxError("template is nested too deeply");
    const std::string op = token().text;
    advance();
    left = node(ExpressionKind::binary, {left, concatenation()}, op);
  }
  return left;
}

ExpressionPtr ExpressionParser::concatenation() {
  ExpressionPtr left = product();
  std::vector<ExpressionPtr> parts{left};
  while (!python_ && take_sign("~")) parts.push_back(product());
  return parts.size() == 1 ? left : node(ExpressionKind::concatenate, std::move(parts));
}

ExpressionPtr ExpressionParser::product() {
  ExpressionPtr left = power();
  for (int links = 0; is_sign("*") || is_sign("/") || is_sign("//") || is_sign("%"); ++links) {
    if (links > 500) throw SyntaxError("template is nested too deeply");
    const std::string op = token().text;
    advance();
    left = node(ExpressionKind::binary, {left, power()}, op);
  }
  return left;
}

// Unlike Python's, Jinja's goes from left to right and binds less than a sign before it.
ExpressionPtr ExpressionParser::power() {
  if (python_) return python_unary();
  ExpressionPtr left = unary();
  for (int links = 0; is_sign("**"); ++links) {
    if (links > 500) throw SyntaxError("template is nested too deeply");
    advance();
    left = node(ExpressionKind::binary, {left, unary()}, "**");
  }
  return left;
}

ExpressionPtr ExpressionParser::unary(bool with_filter) {
  const Depth guard(depth_);
  ExpressionPtr value;
  if (is_sign("-") || is_sign("+")) {
    const std::string op = token().text;
    advance();
    value = node(ExpressionKind::unary, {unary(false)}, op);
  } else {
    value = primary();
  }
  value = postfix(value);
  return with_filter ? filter_chain(value) : value;
}

ExpressionPtr ExpressionParser::python_unary() {
  const Depth guard(depth_);
  if (is_sign("-") || is_sign("+")) {
    const std::string op = token().text;
    advance();
    return node(ExpressionKind::unary, {python_unary()}, op);
  }
  ExpressionPtr base = postfix(primary());
  return take_sign("**") ? node(ExpressionKind::binary, {base, python_unary()}, "**") : base;
}

ExpressionPtr ExpressionParser::primary() {
  const Token now = token();
  switch (now.kind) {
    case Kind::name:
      advance();
      if (python_) {
        // u'' and the like; and words that begin something else
        if (token().kind == Kind::text && (now.text == "u" || now.text == "b" || now.text == "r"))
          return primary();
        for (const char* word : {"if", "else", "for", "in", "is", "and", "or", "not", "lambda"})
          if (now.text == word) throw SyntaxError("invalid syntax");
        if (now.text.find("__") != std::string::npos)
          throw SyntaxError("Access to forbidden name '" + now.text + "'");
      }
      if (now.text == "true" || now.text == "True") return constant(true);
      if (now.text == "false" || now.text == "False") return constant(false);
      if (now.text == "none" || now.text == "None") return constant(None{});
      return node(ExpressionKind::name, {}, now.text);
    case Kind::text: {
      std::string text;
      for (; token().kind == Kind::text; advance()) text += token().text;
      return constant(text);
    }
    case Kind::integer:
    case Kind::real:
      advance();
      return number_constant(now);
    case Kind::sign:
      if (take_sign("(")) {
        ExpressionPtr inside = tuple(true, ")");
        if (is_name("for")) inside = comprehension({inside});
        expect_sign(")");
        return inside;
      }
      if (is_sign("[")) return list();
      if (is_sign("{")) return dict();
      unexpected();
    default:
      unexpected();
  }
}

bool ExpressionParser::tuple_ends(const char* stop) const {
  if (token().kind == Kind::value_end || token().kind == Kind::statement_end || is_sign(")"))
    return true;
  return stop != nullptr && (is_sign(stop) || is_name(stop));
}

ExpressionPtr ExpressionParser::tuple(bool conditional, const char* stop) {
  std::vector<ExpressionPtr> parts;
  bool comma = false;
  for (;;) {
    if (!parts.empty() && !comma) break;
    if (tuple_ends(stop)) break;
    parts.push_back(expression(conditional));
    comma = take_sign(",");
    if (!comma) break;
  }
  if (parts.size() == 1 && !comma) return parts[0];
  if (parts.empty() && !(stop != nullptr && std::string_view(stop) == ")")) unexpected();
  return node(ExpressionKind::tuple, std::move(parts));
}

ExpressionPtr ExpressionParser::list() {
  expect_sign("[");
  std::vector<ExpressionPtr> parts;
  while (!is_sign("]")) {
    if (!parts.empty()) expect_sign(",");
    if (is_sign("]")) break;
    parts.push_back(expression());
    if (parts.size() == 1 && is_name("for")) {
      const ExpressionPtr made = comprehension(parts);
      expect_sign("]");
      return made;
    }
  }
  expect_sign("]");
  return node(ExpressionKind::list, std::move(parts));
}

ExpressionPtr ExpressionParser::dict() {
  expect_sign("{");
  std::vector<ExpressionPtr> parts;
  while (!is_sign("}")) {
    if (!parts.empty()) expect_sign(",");
    if (is_sign("}")) break;
    parts.push_back(expression());
    expect_sign(":");
    parts.push_back(expression());
    if (parts.size() == 2 && is_name("for")) {
      const ExpressionPtr made = comprehension(parts);
      expect_sign("}");
      return made;
    }
  }
  expect_sign("}");
  return node(ExpressionKind::dict, std::move(parts));
}

ExpressionPtr ExpressionParser::comprehension(std::vector<ExpressionPtr> element) {
  const Depth guard(depth_);
  if (!python_) unexpected();
  auto made = node(ExpressionKind::comprehension, std::move(element));
  while (take_name("for")) {
    Generator loop;
    const bool parentheses = take_sign("(");
    do loop.target.push_back(expect_name());
    while (take_sign(","));
    if (parentheses) expect_sign(")");
    if (!take_name("in")) unexpected();
    loop.iterable = expression(false);
    while (take_name("if")) loop.conditions.push_back(expression(false));
    made->generators.push_back(std::move(loop));
  }
  measure(*made);
  return made;
}

ExpressionPtr parse_python(std::string_view source) {
  std::vector<Token> tokens = tokenize_expression(source);
  // what remains is seen behind the expression only
  class Whole : public ExpressionParser {
   public:
    using ExpressionParser::ExpressionParser;
    ExpressionPtr read() {
      ExpressionPtr value = tuple();
      if (token().kind != Token::Kind::end) unexpected();
      return value;
    }
  };
  return Whole(std::move(tokens), ExpressionParser::Grammar::python).read();
}

}  // namespace chatterd::templates
