// What stands behind a value in an expression: attributes, subscripts, calls, filters and tests.
#include "models/engine/templates/jinja/jinja_expression_nodes.hpp"
#include "models/engine/templates/jinja/jinja_filters.hpp"
#include "models/engine/templates/jinja/jinja_parser.hpp"

namespace chatterd::templates {

ExpressionPtr ExpressionParser::postfix(ExpressionPtr value) {
  for (int links = 0;; ++links) {
    if (links > 200) throw SyntaxError("template is nested too deeply");
    if (is_sign(".") || is_sign("[")) {
      value = subscript(value);
    } else if (is_sign("(")) {
      value = node(ExpressionKind::call, {value}, {}, arguments());
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
      value = node(ExpressionKind::call, {value}, {}, arguments());
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
    value =
        node(ExpressionKind::filter, {value}, name, is_sign("(") ? arguments() : CallArguments{});
  }
  return value;
}

ExpressionPtr ExpressionParser::subscript(ExpressionPtr value) {
  if (take_sign(".")) {
    if (token().kind == Kind::integer) {
      auto made = node(ExpressionKind::item, {value, number_constant(token())});
      advance();
      return made;
    }
    std::string name = expect_name();
    if (python_ && name.find("__") != std::string::npos)
      throw SyntaxError("Access to forbidden name '" + name + "'");
    return node(ExpressionKind::attribute, {value}, std::move(name));
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
        now = node(ExpressionKind::tuple, std::move(parts));
      }
    }
  }
  expect_sign("]");
  if (!slice) {
    if (now == nullptr) throw SyntaxError("expected subscript expression");
    return node(ExpressionKind::item, {value, now});
  }
  bounds.push_back(now);
  bounds.resize(3);
  bounds.insert(bounds.begin(), value);
  return node(ExpressionKind::slice, std::move(bounds));
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
  const ExpressionPtr made = node(ExpressionKind::test, {value}, name, std::move(given));
  if (negated) return node(ExpressionKind::unary, {made}, "not");
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

}  // namespace chatterd::templates
