// Makes the nodes of expressions and keeps them from being too deep.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "models/engine/templates/jinja/jinja_lexer.hpp"
#include "models/engine/templates/jinja/jinja_nodes.hpp"

namespace chatterd::templates {

using ExpressionKind = Expression::Kind;

// Every node is measured when all of it is there; throws SyntaxError for one that is too deep.
void measure(Expression& e);
std::shared_ptr<Expression> node(ExpressionKind kind, std::vector<ExpressionPtr> parts = {},
                                 std::string text = {}, CallArguments arguments = {});
ExpressionPtr constant(Any value);
// Throws SyntaxError for one that is out of range.
ExpressionPtr number_constant(const Token& token);

}  // namespace chatterd::templates
