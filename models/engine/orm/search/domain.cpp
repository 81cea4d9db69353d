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

bool is_operator(const Value& token) { return token == "&" || token == "|" || token == "!"; }

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
  Value out = Value::array();
  int expected = 1;
  for (const Value& token : domain) {
    if (expected == 0) {
      out.insert(out.begin(), "&");
      expected = 1;
    }
    if (token.is_array())
      --expected;
    else
      expected += token == "!" ? 0 : is_operator(token) ? 1 : -1;
    out.push_back(token);
  }
  if (expected != 0)
    throw AssertionError("This domain is syntactically not correct: " + python_repr(domain));
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
    } else {
      out.push_back(negate ? Value(token == "&" ? "|" : "&") : token);
      stack.push_back(negate);
      stack.push_back(negate);
    }
  }
  return out;
}

}  // namespace chatterd::domain
