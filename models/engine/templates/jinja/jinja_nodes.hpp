// The tree of a template, as jinja_parser.cpp builds it, and jinja_render.cpp and evaluator.cpp
// walk it.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "models/engine/templates/any.hpp"

namespace chatterd::templates {

struct Expression;
// A deeper tree is refused: it is evaluated and destroyed level by level. Chains of operators,
// filters and calls count as they nest.
constexpr int deepest_expression = 800;
using ExpressionPtr = std::shared_ptr<const Expression>;

struct CallArguments {
  std::vector<ExpressionPtr> positional;
  std::vector<std::pair<std::string, ExpressionPtr>> named;
  ExpressionPtr more, more_named;  // *more, **more_named
};

// `for target in iterable if conditions` of a comprehension.
struct Generator {
  std::vector<std::string> target;  // more than one unpack
  ExpressionPtr iterable;
  std::vector<ExpressionPtr> conditions;
};

struct Expression {
  enum class Kind {
    constant,      // value
    name,          // text
    list,          // parts
    tuple,         // parts
    dict,          // parts: key, value, key, value, …
    unary,         // text: "-", "+", "not"; parts[0]
    binary,        // text: operator; parts[0], parts[1]
    logical,       // text: "and", "or"
    comparison,    // operators[i] between parts[i] and parts[i + 1]
    concatenate,   // parts, with ~
    condition,     // parts: condition, then, else (may be null)
    attribute,     // parts[0].text
    item,          // parts[0][parts[1]]
    slice,         // parts[0][parts[1]:parts[2]:parts[3]], each may be null
    call,          // parts[0](arguments)
    filter,        // parts[0]|text(arguments); parts[0] is null in a filter statement
    test,          // parts[0] is text(arguments)
    comprehension  // parts: element, or key and value; generators
  };
  Kind kind = Kind::constant;
  int depth = 1;  // levels of the tree from here down
  std::string text;
  Any value;
  std::vector<ExpressionPtr> parts;
  std::vector<std::string> operators;
  CallArguments arguments;
  std::vector<Generator> generators;
};

struct Statement;
using Body = std::vector<std::shared_ptr<const Statement>>;

struct Statement {
  enum class Kind {
    data,        // text
    value,       // expression: printed
    condition,   // branches: (condition or null, body)
    loop,        // for target in expression if filter: body, else otherwise
    assign,      // set target = expression
    capture,     // set target | filter: body
    filter,      // filter expression: body
    with,        // assignments: body
    macro,       // macro text(parameters): body
    autoescape,  // expression: body
    scope,       // block text: body
    unsupported  // what needs other templates: fails when it is reached
  };
  Kind kind = Kind::data;
  std::string text;
  std::vector<std::string> target;  // names; more than one unpack
  bool tuple_target = false;
  std::string attribute;  // of a namespace: set target.attribute = …
  ExpressionPtr expression, filter;
  std::vector<std::pair<ExpressionPtr, Body>> branches;
  std::vector<std::pair<std::string, ExpressionPtr>>
      assignments;  // or a macro's parameters and defaults
  bool recursive = false;
  Body body, otherwise;
};

}  // namespace chatterd::templates
