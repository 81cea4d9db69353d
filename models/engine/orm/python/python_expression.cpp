// A recursive-descent parser that turns an expression into closures, and runs them.
#include "models/engine/orm/python/python_expression.hpp"

#include <map>
#include <optional>
#include <set>

#include "models/engine/orm/python/python_lexer.hpp"
#include "models/engine/orm/python/python_node.hpp"
#include "models/engine/orm/python/python_operations.hpp"

namespace chatterd::python {
namespace {

// Each operator of a chain is one level when it runs and when it is destroyed.
constexpr std::size_t most_operators = 2000;

class Parser : private PythonLexer {
 public:
  explicit Parser(std::string_view source) : PythonLexer(source) {}

  Node whole() {
    Node node = expression();
    if (!token_.empty()) fail("unexpected " + token_);
    return node;
  }

 private:
  struct Depth {
    explicit Depth(int& depth) : depth_(depth) {
      if (++depth_ > 60) fail("expression too deep");
    }
    ~Depth() { --depth_; }
    int& depth_;
  };

  // What stands before an operator is within it, to be walked, copied and destroyed by recursion:
  // a row of operators is as deep as it is long.
  Node expression() {
    const Depth guard(depth_);
    Node value = disjunction();
    if (!take("if")) return value;
    count_operator();
    Node condition = disjunction();
    expect("else");
    Node other = expression();
    return [=](Scope& scope) { return truth(condition(scope)) ? value(scope) : other(scope); };
  }

  Node disjunction() {
    Node left = conjunction();
    while (take("or")) {
      count_operator();
      Node right = conjunction();
      left = [=](Scope& scope) {
        const Value value = left(scope);
        return truth(value) ? value : right(scope);
      };
    }
    return left;
  }

  Node conjunction() {
    Node left = negation();
    while (take("and")) {
      count_operator();
      Node right = negation();
      left = [=](Scope& scope) {
        const Value value = left(scope);
        return truth(value) ? right(scope) : value;
      };
    }
    return left;
  }

  Node negation() {
    const Depth guard(depth_);
    if (!take("not")) return comparison();
    Node inner = negation();
    return [=](Scope& scope) -> Value { return !truth(inner(scope)); };
  }

  std::string comparison_sign() {
    for (const char* sign : {"==", "!=", "<=", ">=", "<", ">", "<>", "in"})
      if (take(sign)) return std::string(sign) == "<>" ? "!=" : sign;
    if (take("not")) {
      expect("in");
      return "not in";
    }
    if (take("is")) return take("not") ? "is not" : "is";
    return {};
  }

  Node comparison() {
    Node left = sum();
    for (std::string op = comparison_sign(); !op.empty(); op = comparison_sign()) {
      count_operator();
      Node right = sum();
      left = [=](Scope& scope) -> Value {
        const Value a = counted(scope, left(scope));
        return compare(op, a, counted(scope, right(scope)));
      };
    }
    return left;
  }

  void count_operator() {
    if (++operators_ > most_operators) fail("expression has too many operators");
  }

  Node operation(const std::string& op, Node left, Node right) {
    count_operator();
    return [=](Scope& scope) {
      const Value a = left(scope);
      return counted(scope, arithmetic(op, a, right(scope)));
    };
  }

  Node sum() {
    Node left = product();
    while (is("+") || is("-")) {
      count_operator();
      const std::string op = token_;
      advance();
      left = operation(op, left, product());
    }
    return left;
  }

  Node product() {
    Node left = unary();
    while (is("*") || is("/") || is("//") || is("%")) {
      count_operator();
      const std::string op = token_;
      advance();
      left = operation(op, left, unary());
    }
    return left;
  }

  Node unary() {
    const Depth guard(depth_);
    if (take("-")) {
      Node inner = unary();
      return [=](Scope& scope) { return arithmetic("-", 0, inner(scope)); };
    }
    if (take("+")) return unary();
    return postfix();
  }

  Node postfix() {
    Node value = atom();
    for (;; count_operator()) {
      if (take(".")) {
        if (kind_ != Kind::name) fail("attribute name expected");
        const std::string name = token_;
        advance();
        if (take("(")) {
          std::vector<Node> arguments = list_until(")");
          value = method(value, name, std::move(arguments));
        } else {
          value = [=](Scope& scope) { return attribute(scope, value(scope), name); };
        }
      } else if (take("[")) {
        Node index = expression();
        expect("]");
        value = [=](Scope& scope) { return subscript(value(scope), index(scope)); };
      } else {
        return value;
      }
    }
  }

  static Value attribute(Scope& scope, const Value& object, const std::string& name) {
    count_steps(scope, 1);
    if (is_records(object) && name == "ids") return object.at("$ids");
    if (is_records(object) && name == "id") {
      const Value& ids = object.at("$ids");
      if (ids.size() > 1) fail("expected singleton");
      return ids.empty() ? Value(false) : ids[0];
    }
    if (name.starts_with('_') || !scope.outside->attribute) fail("no attribute " + name);
    return scope.outside->attribute(object, name);
  }

  static Node method(Node object, std::string name, std::vector<Node> arguments) {
    return [=](Scope& scope) -> Value {
      const Value target = counted(scope, object(scope));
      std::vector<Value> values;
      for (const Node& argument : arguments) values.push_back(argument(scope));
      if (name == "mapped" && is_records(target) && values.size() == 1 && values[0].is_string()) {
        Value at = target;
        std::string step;
        for (const char c : values[0].get<std::string>() + ".") {
          if (c != '.') {
            step += c;
            continue;
          }
          at = attribute(scope, at, step);
          step.clear();
        }
        return at;
      }
      if (name == "get" && target.is_object() && !is_records(target) && !values.empty() &&
          values[0].is_string())
        return target.contains(values[0].get<std::string>())
                   ? target.at(values[0].get<std::string>())
               : values.size() > 1 ? values[1]
                                   : Value();
      if (!scope.outside->call) fail("no method " + name);
      return scope.outside->call(target, name, values);
    };
  }

  Node function(const std::string& name, std::vector<Node> arguments) {
    static const std::set<std::string> known{"len", "str", "int", "list", "tuple", "set", "bool"};
    if (!known.contains(name) || arguments.size() > 1) fail("no function " + name);
    return [=](Scope& scope) -> Value {
      if (arguments.empty())
        return name == "str"    ? Value("")
               : name == "int"  ? Value(0)
               : name == "bool" ? Value(false)
                                : Value::array();
      const Value value = counted(scope, arguments[0](scope));
      return builtin(name, value);
    };
  }

  std::vector<Node> list_until(const char* end) {
    std::vector<Node> items;
    while (!take(end)) {
      Node item = expression();
      if (is("for")) item = comprehension(std::move(item));
      items.push_back(std::move(item));
      if (!take(",")) {
        expect(end);
        break;
      }
    }
    return items;
  }

  Node comprehension(Node item) {
    expect("for");
    if (kind_ != Kind::name) fail("name expected");
    const std::string name = token_;
    advance();
    expect("in");
    Node source = disjunction();
    std::vector<Node> conditions;
    while (take("if")) conditions.push_back(disjunction());
    return [=](Scope& scope) {
      const Value all = source(scope);
      const Value items = items_of(all);
      const auto outer =
          scope.local.find(name) == scope.local.end() ? std::optional<Value>() : scope.local[name];
      Value out = Value::array();
      for (const Value& each : items) {
        count_steps(scope, cost(each));
        scope.local[name] =
            is_records(all) ? Value{{"$model", all.at("$model")}, {"$ids", Value::array({each})}}
                            : each;
        bool keep = true;
        for (const Node& condition : conditions) keep = keep && truth(condition(scope));
        if (keep) out.push_back(item(scope));
      }
      scope.local.erase(name);
      if (outer) scope.local[name] = *outer;
      return out;
    };
  }

  static Node sequence(std::vector<Node> items) {
    return [items = std::move(items)](Scope& scope) {
      Value out = Value::array();
      count_steps(scope, 1 + items.size());
      for (const Node& item : items) out.push_back(item(scope));
      return out;
    };
  }

  // After "[" or "(": a list, a comprehension, or what merely stands in parentheses.
  Node list(const char* end) {
    advance();
    if (take(end)) return [](Scope&) { return Value::array(); };
    Node first = expression();
    if (is("for")) {
      Node all = comprehension(std::move(first));
      expect(end);
      return all;
    }
    std::vector<Node> items{std::move(first)};
    if (take(end)) return *end == ')' ? items[0] : sequence(std::move(items));
    expect(",");
    for (Node& more : list_until(end)) items.push_back(std::move(more));
    return sequence(std::move(items));
  }

  Node dictionary() {
    advance();
    std::vector<std::pair<Node, Node>> pairs;
    while (!take("}")) {
      Node key = expression();
      expect(":");
      Node value = expression();
      pairs.emplace_back(std::move(key), std::move(value));
      if (!take(",")) {
        expect("}");
        break;
      }
    }
    return [=](Scope& scope) {
      Value out = Value::object();
      for (const auto& [key, value] : pairs) {
        const Value name = key(scope);
        if (!name.is_string()) fail("dictionary keys are strings");
        out[name.get<std::string>()] = value(scope);
      }
      return out;
    };
  }

  Node atom() {
    const Depth guard(depth_);
    if (kind_ == Kind::text) {
      std::string text = token_;
      advance();
      while (kind_ == Kind::text) {
        text += token_;
        advance();
      }
      return [text](Scope& scope) { return counted(scope, text); };
    }
    if (kind_ == Kind::number) return number();
    if (is("[")) return list("]");
    if (is("(")) return list(")");
    if (is("{")) return dictionary();
    if (kind_ != Kind::name) fail("unexpected " + (token_.empty() ? "end" : token_));
    const std::string name = token_;
    advance();
    if (name == "True" || name == "False")
      return [value = name == "True"](Scope&) -> Value { return value; };
    if (name == "None") return [](Scope&) -> Value { return nullptr; };
    if (take("(")) return function(name, list_until(")"));
    return [name](Scope& scope) -> Value {
      count_steps(scope, 1);
      const auto local = scope.local.find(name);
      if (local != scope.local.end()) return counted(scope, local->second);
      if (name.starts_with('_') || !scope.outside->name) fail("name '" + name + "' is not defined");
      return scope.outside->name(name);
    };
  }

  Node number() {
    const std::string text = token_;
    advance();
    try {
      std::size_t used = 0;
      const bool real = text.find_first_of(".eE") != std::string::npos;
      const Value value = real ? Value(std::stod(text, &used)) : Value(std::stoll(text, &used));
      if (used != text.size()) fail("bad number " + text);
      return [value](Scope&) { return value; };
    } catch (const std::out_of_range&) {
      fail("bad number " + text);
    }
  }

  int depth_ = 0;
  std::size_t operators_ = 0;
};

}  // namespace
}  // namespace chatterd::python

namespace chatterd {

Value evaluate_python(std::string_view source, const PythonNames& names) {
  python::Scope scope{&names, {}, 0};
  return python::Parser(source).whole()(scope);
}

}  // namespace chatterd
