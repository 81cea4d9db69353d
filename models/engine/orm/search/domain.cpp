// The algebra of domains (odoo/osv/expression.py: normalize_domain, AND, OR, distribute_not).
#include "models/engine/orm/search/domain.hpp"

#include "models/engine/errors.hpp"
#include "models/engine/orm/search/search.hpp"

namespace chatterd {

Value term(std::string_view field, Value op, Value value) {
  return Value::array({field, std::move(op), std::move(value)});
}

}  // namespace chatterd

namespace chatterd::domain {
namespace {

// PostgreSQL takes 65,535 parameters for a statement.
constexpr std::size_t most_tokens = 60'000;

bool is_operator(const Value& token) { return token == "&" || token == "|" || token == "!"; }

// Or none: in UTF-8, all bytes but the first of a character have these two bits.
bool has_one_character(const std::string& text) {
  return std::count_if(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }) < 2;
}

const Value& true_leaf() {
  static const Value leaf = Value::array({1, "=", 1});
  return leaf;
}

const Value& false_leaf() {
  static const Value leaf = Value::array({0, "=", 1});
  return leaf;
}

Value combine(const char* op, const Value& unit, const Value& zero,
              const std::vector<Value>& domains) {
  Value terms = Value::array();
  std::size_t count = 0;
  for (const Value& part : domains) {
    if (part.empty() || (part.size() == 1 && part[0] == unit)) continue;
    if (part.size() == 1 && part[0] == zero) return part;
    for (const Value& token : normalize(part)) terms.push_back(token);
    ++count;
  }
  if (count == 0) return Value::array({unit});
  Value out = Value::array();
  for (std::size_t i = 1; i < count; ++i) out.push_back(op);
  for (Value& token : terms) out.push_back(std::move(token));
  return out;
}

}  // namespace

Value normalize(const Value& domain) {
  if (!domain.is_array())
    throw AssertionError(
        "Domains to normalize must have a 'domain' form: a list or tuple of domain components");
  if (domain.empty()) return always();
  if (domain.size() > most_tokens)
    throw ValueError("This domain has " + std::to_string(domain.size()) +
                     " terms and operators: at most " + std::to_string(most_tokens) + " are taken");
  std::size_t implied = 0;  // each "&" that is not written stands before all that is
  std::int64_t expected = 1;
  for (const Value& token : domain) {
    if (expected == 0) {
      ++implied;
      expected = 1;
    }
    if (token.is_array())
      --expected;
    else
      expected += token == "!" ? 0 : is_operator(token) ? 1 : -1;
  }
  if (expected != 0)
    throw AssertionError("This domain is syntactically not correct: " + python_repr(domain));
  if (implied == 0) return domain;
  Value out = Value::array();
  for (std::size_t i = 0; i < implied; ++i) out.push_back("&");
  for (const Value& token : domain) out.push_back(token);
  return out;
}

Value conjunction(const std::vector<Value>& domains) {
  return combine("&", true_leaf(), false_leaf(), domains);
}

Value disjunction(const std::vector<Value>& domains) {
  return combine("|", false_leaf(), true_leaf(), domains);
}

bool is_never(const Value& domain) {
  const Value tokens = normalize(domain);
  std::vector<int> stack;  // -1 false, 0 unknown, 1 true
  const auto take = [&] {
    const int value = stack.back();
    stack.pop_back();
    return value;
  };
  for (auto token = tokens.rbegin(); token != tokens.rend(); ++token) {
    if (*token == "!") {
      stack.push_back(-take());
    } else if (is_operator(*token)) {
      const int left = take(), right = take();
      stack.push_back(*token == "&" ? std::min(left, right) : std::max(left, right));
    } else if (*token == true_leaf()) {
      stack.push_back(1);
    } else if (*token == false_leaf()) {
      stack.push_back(-1);
    } else if (token->is_string() ? has_one_character(token->get_ref<const std::string&>())
                                  : !token->is_array() || token->size() < 2) {
      // Odoo looks at what stands second in each
      throw Error(ErrorKind::internal, "string index out of range", "builtins.IndexError");
    } else if (token->is_array() && token->size() == 3 &&
               ((*token)[1] == "in" || (*token)[1] == "not in") && !truthy((*token)[2])) {
      stack.push_back((*token)[1] == "in" ? -1 : 1);
    } else {
      stack.push_back(0);
    }
  }
  return stack.back() < 0;
}

Value distribute_not(const Value& domain) {
  static const std::map<std::string, std::string> negation = {
      {"<", ">="},      {">", "<="},          {"<=", ">"},
      {">=", "<"},      {"=", "!="},          {"!=", "="},
      {"in", "not in"}, {"like", "not like"}, {"ilike", "not ilike"},
      {"not in", "in"}, {"not like", "like"}, {"not ilike", "ilike"}};
  Value out = Value::array();
  std::vector<bool> stack{false};
  for (const Value& token : domain) {
    const bool negate = !stack.empty() && stack.back();
    if (!stack.empty()) stack.pop_back();
    if (token.is_array()) {
      const auto opposite = negate && token.size() == 3 && token[1].is_string()
                                ? negation.find(token[1].get<std::string>())
                                : negation.end();
      if (opposite != negation.end()) {
        out.push_back(Value::array({token[0], opposite->second, token[2]}));
        continue;
      }
      if (negate) out.push_back("!");
      out.push_back(token);
    } else if (token == "!") {
      stack.push_back(!negate);
    } else if (!is_operator(token)) {
      out.push_back(token);  // no term either: whoever reads it refuses it
    } else {
      out.push_back(negate ? Value(token == "&" ? "|" : "&") : token);
      stack.push_back(negate);
      stack.push_back(negate);
    }
  }
  return out;
}

Tree::Tree(const Value& normalized) {
  std::vector<Tree> stack;
  const auto take = [&] {
    Tree tree = std::move(stack.back());
    stack.pop_back();
    return tree;
  };
  for (auto token = normalized.rbegin(); token != normalized.rend(); ++token) {
    if (!is_operator(*token)) {
      stack.push_back(Tree());
      stack.back().leaf = &*token;
      continue;
    }
    const char sign = token->get_ref<const std::string&>()[0];
    Tree first = take();
    if (sign == '!') {
      Tree negated;
      negated.op = sign;
      negated.height = first.height + 1;
      negated.parts.push_back(std::move(first));
      stack.push_back(std::move(negated));
    } else {
      stack.push_back(joined(sign, std::move(first), take()));
    }
    if (stack.back().height > most_levels)
      throw ValueError("This domain is nested too deeply: its operators may stand " +
                       std::to_string(most_levels) + " levels deep");
  }
  *this = take();
}

// Operands of the same operator are operands of one.
Tree Tree::joined(char sign, Tree first, Tree second) {
  if (first.op == sign && second.op == sign) {
    first.height = std::max(first.height, second.height);
    first.parts.splice(first.parts.end(), second.parts);
    return first;
  }
  if (first.op == sign) {
    first.height = std::max(first.height, second.height + 1);
    first.parts.push_back(std::move(second));
    return first;
  }
  if (second.op == sign) {
    second.height = std::max(second.height, first.height + 1);
    second.parts.push_front(std::move(first));
    return second;
  }
  Tree out;
  out.op = sign;
  out.height = std::max(first.height, second.height) + 1;
  out.parts.push_back(std::move(first));
  out.parts.push_back(std::move(second));
  return out;
}

}  // namespace chatterd::domain
