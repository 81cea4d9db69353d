// Statements of templates.
#include "models/engine/templates/jinja/jinja_parser.hpp"

#include <algorithm>
#include <array>

#include "models/engine/templates/jinja/jinja_filters.hpp"

namespace chatterd::templates {
namespace {

using StatementKind = Statement::Kind;
using Words = std::vector<std::string>;

std::shared_ptr<Statement> statement(StatementKind kind) {
  auto made = std::make_shared<Statement>();
  made->kind = kind;
  return made;
}

class TemplateParser : public ExpressionParser {
 public:
  using ExpressionParser::ExpressionParser;

  Body whole() {
    Body out = body({});
    if (token().kind != Kind::end) unexpected();
    return out;
  }

 private:
  // Up to a statement that begins with one of the words, which is left to read.
  Body body(const Words& ends) {
    const Depth guard(depth_);
    Body out;
    for (;;) {
      if (token().kind == Kind::end) {
        if (!ends.empty())
          throw SyntaxError("Unexpected end of template. Jinja was looking for " + ends[0]);
        return out;
      }
      if (token().kind == Kind::data) {
        auto data = statement(StatementKind::data);
        data->text = token().text;
        out.push_back(data);
        advance();
      } else if (token().kind == Kind::value_begin) {
        advance();
        auto value = statement(StatementKind::value);
        value->expression = tuple();
        if (token().kind != Kind::value_end) unexpected();
        advance();
        out.push_back(value);
      } else if (token().kind == Kind::statement_begin) {
        advance();
        if (token().kind == Kind::name &&
            std::find(ends.begin(), ends.end(), token().text) != ends.end())
          return out;
        out.push_back(read_statement());
        finish();
      } else {
        unexpected();
      }
    }
  }

  void finish() {
    if (token().kind != Kind::statement_end) unexpected();
    advance();
  }

  // The body of a statement whose head was read, with its closing word.
  Body block(const Words& ends) {
    take_sign(":");
    finish();
    return body(ends);
  }

  std::shared_ptr<const Statement> read_statement() {
    if (token().kind != Kind::name) throw SyntaxError("tag name expected");
    const std::string word = token().text;
    using Reader = std::shared_ptr<const Statement> (TemplateParser::*)();
    static const std::array<std::pair<const char*, Reader>, 14> known{{
        {"if", &TemplateParser::read_if},
        {"for", &TemplateParser::read_for},
        {"set", &TemplateParser::read_set},
        {"filter", &TemplateParser::read_filter},
        {"with", &TemplateParser::read_with},
        {"macro", &TemplateParser::read_macro},
        {"autoescape", &TemplateParser::read_autoescape},
        {"block", &TemplateParser::read_block},
        {"print", &TemplateParser::read_print},
        {"call", &TemplateParser::read_call},
        {"include", &TemplateParser::read_foreign},
        {"import", &TemplateParser::read_foreign},
        {"from", &TemplateParser::read_foreign},
        {"extends", &TemplateParser::read_foreign},
    }};
    for (const auto& [name, reader] : known)
      if (word == name) {
        advance();
        return (this->*reader)();
      }
    throw SyntaxError("Encountered unknown tag '" + word + "'.");
  }

  std::shared_ptr<const Statement> read_if() {
    auto made = statement(StatementKind::condition);
    ExpressionPtr condition = tuple(false);
    for (;;) {
      made->branches.emplace_back(condition, block({"elif", "else", "endif"}));
      const std::string word = expect_name();
      if (word == "endif") return made;
      if (word == "elif") {
        condition = tuple(false);
        continue;
      }
      made->branches.emplace_back(nullptr, block({"endif"}));
      advance();
      return made;
    }
  }

  // Names to assign to: one, or several that unpack.
  void read_target(Statement& made) {
    const bool parenthesis = take_sign("(");
    made.target.push_back(target_name());
    if (!parenthesis && take_sign(".")) {
      made.attribute = expect_name();
      return;
    }
    while (take_sign(",")) {
      made.tuple_target = true;
      if (token().kind != Kind::name || is_name("in")) break;
      made.target.push_back(target_name());
    }
    if (parenthesis) expect_sign(")");
  }

  std::string target_name() {
    const std::string name = expect_name();
    for (const char* word : {"true", "false", "none", "True", "False", "None"})
      if (name == word) throw SyntaxError("can't assign to '" + name + "'");
    return name;
  }

  std::shared_ptr<const Statement> read_for() {
    auto made = statement(StatementKind::loop);
    read_target(*made);
    if (!made->attribute.empty()) unexpected();
    if (!take_name("in")) unexpected();
    made->expression = tuple(false, "recursive");
    if (take_name("if")) made->filter = expression();
    made->recursive = take_name("recursive");
    made->body = block({"endfor", "else"});
    if (expect_name() == "else") {
      made->otherwise = block({"endfor"});
      advance();
    }
    return made;
  }

  std::shared_ptr<const Statement> read_set() {
    auto made = statement(StatementKind::assign);
    read_target(*made);
    if (take_sign("=")) {
      made->expression = tuple();
      return made;
    }
    made->kind = StatementKind::capture;
    if (is_sign("|")) made->filter = filters(nullptr, true);
    made->body = block({"endset"});
    advance();
    return made;
  }

  std::shared_ptr<const Statement> read_filter() {
    auto made = statement(StatementKind::filter);
    made->expression = filters(nullptr, false);
    made->body = block({"endfilter"});
    advance();
    return made;
  }

  std::shared_ptr<const Statement> read_with() {
    auto made = statement(StatementKind::with);
    while (token().kind != Kind::statement_end && !is_sign(":")) {
      if (!made->assignments.empty()) expect_sign(",");
      const std::string name = target_name();
      expect_sign("=");
      made->assignments.emplace_back(name, expression());
    }
    made->body = block({"endwith"});
    advance();
    return made;
  }

  void read_parameters(Statement& made) {
    expect_sign("(");
    while (!is_sign(")")) {
      if (!made.assignments.empty()) expect_sign(",");
      const std::string name = target_name();
      ExpressionPtr otherwise;
      if (take_sign("="))
        otherwise = expression();
      else if (!made.assignments.empty() && made.assignments.back().second)
        throw SyntaxError("non-default argument follows default argument");
      made.assignments.emplace_back(name, otherwise);
    }
    expect_sign(")");
  }

  std::shared_ptr<const Statement> read_macro() {
    auto made = statement(StatementKind::macro);
    made->text = target_name();
    read_parameters(*made);
    made->body = block({"endmacro"});
    advance();
    return made;
  }

  // {% call(parameters) macro(…) %}: the body becomes `caller` of the macro.
  std::shared_ptr<const Statement> read_call() {
    auto made = statement(StatementKind::macro);
    if (is_sign("(")) read_parameters(*made);
    made->expression = expression();
    if (made->expression->kind != Expression::Kind::call) throw SyntaxError("expected call");
    made->text = "caller";
    made->body = block({"endcall"});
    advance();
    return made;
  }

  std::shared_ptr<const Statement> read_autoescape() {
    auto made = statement(StatementKind::autoescape);
    made->expression = expression();
    made->body = block({"endautoescape"});
    advance();
    return made;
  }

  std::shared_ptr<const Statement> read_block() {
    auto made = statement(StatementKind::scope);
    made->text = expect_name();
    made->body = block({"endblock"});
    advance();
    if (token().kind == Kind::name) {
      if (token().text != made->text) unexpected();
      advance();
    }
    return made;
  }

  std::shared_ptr<const Statement> read_print() {
    auto made = statement(StatementKind::value);
    made->expression = tuple();
    return made;
  }

  // There is no loader of templates: these fail when they are reached.
  std::shared_ptr<const Statement> read_foreign() {
    auto made = statement(StatementKind::unsupported);
    while (token().kind != Kind::statement_end && token().kind != Kind::end) advance();
    return made;
  }
};

}  // namespace

Body parse_template(std::string_view source) { return TemplateParser(tokenize(source)).whole(); }

}  // namespace chatterd::templates
