// Expressions of templates: Jinja's grammar, which is a part of Python's with filters and tests,
// and Python's.
#include <algorithm>

#include "models/engine/templates/jinja/jinja_filters.hpp"
#include "models/engine/templates/jinja/jinja_parser.hpp"

namespace chatterd::templates {
namespace {

using Shape = Expression::Kind;

// Every node is measured when all of it is there.
void measure(Expression& e) {
  const auto add = [&](const ExpressionPtr& part) {
    if (part) e.depth = std::max(e.depth, part->depth + 1);
  };
  for (const ExpressionPtr& part : e.parts) add(part);
  for (const ExpressionPtr& argument : e.arguments.positional) add(argument);
  for (const auto& [name, argument] : e.arguments.named) add(argument);
  add(e.arguments.more);
  add(e.arguments.more_named);
  for (const Generator& loop : e.generators) {
    add(loop.iterable);
    for (const ExpressionPtr& condition : loop.conditions) add(condition);
  }
  if (e.depth > deepest_expression) throw SyntaxError("template is nested too deeply");
}

std::shared_ptr<Expression> node(Shape kind, std::vector<ExpressionPtr> parts = {},
                                 std::string text = {}, CallArguments arguments = {}) {
  auto made = std::make_shared<Expression>();
  made->kind = kind;
  made->parts = std::move(parts);
  made->text = std::move(text);
  made->arguments = std::move(arguments);
  measure(*made);
  return made;
}

ExpressionPtr constant(Any value) {
  auto made = node(Shape::constant);
  made->value = std::move(value);
  return made;
}

ExpressionPtr number(const Token& token) {
  try {
    if (token.kind == Token::Kind::real) return constant(std::stod(token.text));
    return constant(static_cast<std::int64_t>(std::stoll(token.text)));
  } catch (const std::out_of_range&) {
    throw SyntaxError("number out of range: " + token.text);
  }
}

}  // namespace

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
    value = node(Shape::condition, {condition, value, other});
  }
  return value;
}

ExpressionPtr ExpressionParser::disjunction() {
  ExpressionPtr left = conjunction();
  std::vector<ExpressionPtr> parts{left};
  while (take_name("or")) parts.push_back(conjunction());
  return parts.size() == 1 ? left : node(Shape::logical, std::move(parts), "or");
}

ExpressionPtr ExpressionParser::conjunction() {
  ExpressionPtr left = negation();
  std::vector<ExpressionPtr> parts{left};
  while (take_name("and")) parts.push_back(negation());
  return parts.size() == 1 ? left : node(Shape::logical, std::move(parts), "and");
}

ExpressionPtr ExpressionParser::negation() {
  const Depth guard(depth_);
  if (take_name("not")) return node(Shape::unary, {negation()}, "not");
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
  auto made = node(Shape::comparison, std::move(parts));
  made->operators = std::move(signs);
  return made;
}

// A chain of operators of one rank grows to the left: it is kept flat where it is evaluated in one
// node, and counted where each adds a level.
ExpressionPtr ExpressionParser::united() {
  ExpressionPtr left = intersected();
  for (int links = 0; python_ && take_sign("|"); ++links) {
    if (links > 500) throw SyntaxError("template is nested too deeply");
    left = node(Shape::binary, {left, intersected()}, "|");
  }
  return left;
}

ExpressionPtr ExpressionParser::intersected() {
  ExpressionPtr left = sum();
  for (int links = 0; python_ && take_sign("&"); ++links) {
    if (links > 500) throw SyntaxError("template is nested too deeply");
    left = node(Shape::binary, {left, sum()}, "&");
  }
  return left;
}

ExpressionPtr ExpressionParser::sum() {
  ExpressionPtr left = concatenation();
  for (int links = 0; is_sign("+") || is_sign("-"); ++links) {
    if (links > 500) throw SyntaxError("template is nested too deeply");
    const std::string op = token().text;
    advance();
    left = node(Shape::binary, {left, concatenation()}, op);
  }
  return left;
}

ExpressionPtr ExpressionParser::concatenation() {
  ExpressionPtr left = product();
  std::vector<ExpressionPtr> parts{left};
  while (!python_ && take_sign("~")) parts.push_back(product());
  return parts.size() == 1 ? left : node(Shape::concatenate, std::move(parts));
}

ExpressionPtr ExpressionParser::product() {
  ExpressionPtr left = power();
  for (int links = 0; is_sign("*") || is_sign("/") || is_sign("//") || is_sign("%"); ++links) {
    if (links > 500) throw SyntaxError("template is nested too deeply");
    const std::string op = token().text;
    advance();
    left = node(Shape::binary, {left, power()}, op);
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
    left = node(Shape::binary, {left, unary()}, "**");
  }
  return left;
}

ExpressionPtr ExpressionParser::unary(bool with_filter) {
  const Depth guard(depth_);
  ExpressionPtr value;
  if (is_sign("-") || is_sign("+")) {
    const std::string op = token().text;
    advance();
    value = node(Shape::unary, {unary(false)}, op);
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
    return node(Shape::unary, {python_unary()}, op);
  }
  ExpressionPtr base = postfix(primary());
  return take_sign("**") ? node(Shape::binary, {base, python_unary()}, "**") : base;
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
      return node(Shape::name, {}, now.text);
    case Kind::text: {
      std::string text;
      for (; token().kind == Kind::text; advance()) text += token().text;
      return constant(text);
    }
    case Kind::integer:
    case Kind::real:
      advance();
      return number(now);
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
  return node(Shape::tuple, std::move(parts));
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
  return node(Shape::list, std::move(parts));
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
  return node(Shape::dict, std::move(parts));
}

ExpressionPtr ExpressionParser::comprehension(std::vector<ExpressionPtr> element) {
  const Depth guard(depth_);
  if (!python_) unexpected();
  auto made = node(Shape::comprehension, std::move(element));
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

ExpressionPtr ExpressionParser::postfix(ExpressionPtr value) {
  for (int links = 0;; ++links) {
    if (links > 200) throw SyntaxError("template is nested too deeply");
    if (is_sign(".") || is_sign("[")) {
      value = subscript(value);
    } else if (is_sign("(")) {
      value = node(Shape::call, {value}, {}, arguments());
    } else {
      return value;
    }
  }
}

ExpressionPtr ExpressionParser::filter_chain(ExpressionPtr value) {
  for (int links = 0;; ++links) {
    if (links > 200) throw SyntaxError("template is nested too deeply");
    if (is_sign("|")) {
      value = filters(value, true);
    } else if (is_name("is")) {
      value = test(value);
    } else if (is_sign("(")) {
      value = node(Shape::call, {value}, {}, arguments());
    } else {
      return value;
    }
  }
}

ExpressionPtr ExpressionParser::filters(ExpressionPtr value, bool inline_only) {
  for (bool first = !inline_only; first || is_sign("|"); first = false) {
    if (!first) advance();
    std::string name = expect_name();
    while (take_sign(".")) name += "." + expect_name();
    if (!is_filter(name)) throw SyntaxError("No filter named '" + name + "'.");
    value = node(Shape::filter, {value}, name, is_sign("(") ? arguments() : CallArguments{});
  }
  return value;
}

ExpressionPtr ExpressionParser::subscript(ExpressionPtr value) {
  if (take_sign(".")) {
    if (token().kind == Kind::integer) {
      auto made = node(Shape::item, {value, number(token())});
      advance();
      return made;
    }
    std::string name = expect_name();
    if (python_ && name.find("__") != std::string::npos)
      throw SyntaxError("Access to forbidden name '" + name + "'");
    return node(Shape::attribute, {value}, std::move(name));
  }
  expect_sign("[");
  std::vector<ExpressionPtr> bounds;
  bool slice = false;
  ExpressionPtr now;
  while (!is_sign("]")) {
    if (take_sign(":")) {
      slice = true;
      bounds.push_back(now);
      now = nullptr;
      if (bounds.size() > 2) unexpected();
    } else if (now != nullptr) {
      unexpected();
    } else {
      now = expression();
      if (!slice && is_sign(",")) {
        std::vector<ExpressionPtr> parts{now};
        while (take_sign(","))
          if (!is_sign("]")) parts.push_back(expression());
        now = node(Shape::tuple, std::move(parts));
      }
    }
  }
  expect_sign("]");
  if (!slice) {
    if (now == nullptr) throw SyntaxError("expected subscript expression");
    return node(Shape::item, {value, now});
  }
  bounds.push_back(now);
  bounds.resize(3);
  bounds.insert(bounds.begin(), value);
  return node(Shape::slice, std::move(bounds));
}

ExpressionPtr ExpressionParser::test(ExpressionPtr value) {
  advance();
  const bool negated = take_name("not");
  std::string name = expect_name();
  while (take_sign(".")) name += "." + expect_name();
  if (!is_test(name)) throw SyntaxError("No test named '" + name + "'.");
  CallArguments given;
  const Kind next = token().kind;
  const bool argument = next == Kind::text || next == Kind::integer || next == Kind::real ||
                        is_sign("[") || is_sign("{") ||
                        (next == Kind::name && !is_name("else") && !is_name("or") &&
                         !is_name("and") && !is_name("if"));
  if (is_sign("("))
    given = arguments();
  else if (argument) {
    if (is_name("is")) throw SyntaxError("You cannot chain multiple tests with is");
    given.positional.push_back(postfix(primary()));
  }
  const ExpressionPtr made = node(Shape::test, {value}, name, std::move(given));
  if (negated) return node(Shape::unary, {made}, "not");
  return made;
}

CallArguments ExpressionParser::arguments() {
  const Depth guard(depth_);
  expect_sign("(");
  CallArguments out;
  bool first = true;
  while (!is_sign(")")) {
    if (!first) {
      expect_sign(",");
      if (is_sign(")")) break;
    }
    first = false;
    if (take_sign("**")) {
      if (out.more_named) unexpected();
      out.more_named = expression();
    } else if (take_sign("*")) {
      if (out.more || out.more_named) unexpected();
      out.more = expression();
    } else if (token().kind == Kind::name && ahead().kind == Kind::sign && ahead().text == "=") {
      if (out.more_named) unexpected();
      const std::string name = expect_name();
      advance();
      out.named.emplace_back(name, expression());
    } else {
      if (out.more || out.more_named || !out.named.empty()) unexpected();
      out.positional.push_back(expression());
      if (is_name("for")) out.positional.back() = comprehension({out.positional.back()});
    }
  }
  expect_sign(")");
  return out;
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
