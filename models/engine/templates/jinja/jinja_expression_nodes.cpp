#include "models/engine/templates/jinja/jinja_expression_nodes.hpp"

#include <algorithm>

namespace chatterd::templates {

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

std::shared_ptr<Expression> node(Expression::Kind kind, std::vector<ExpressionPtr> parts,
                                 std::string text, CallArguments arguments) {
  auto made = std::make_shared<Expression>();
  made->kind = kind;
  made->parts = std::move(parts);
  made->text = std::move(text);
  made->arguments = std::move(arguments);
  measure(*made);
  return made;
}

ExpressionPtr constant(Any value) {
  auto made = node(Expression::Kind::constant);
  made->value = std::move(value);
  return made;
}

ExpressionPtr number_constant(const Token& token) {
  try {
    if (token.kind == Token::Kind::real) return constant(std::stod(token.text));
    return constant(static_cast<std::int64_t>(std::stoll(token.text)));
  } catch (const std::out_of_range&) {
    throw SyntaxError("number out of range: " + token.text);
  }
}

}  // namespace chatterd::templates
