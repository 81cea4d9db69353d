// The algebra of domains, also of those that make no sense.
#include "models/engine/orm/search/domain.hpp"

#include <boost/test/unit_test.hpp>
#include <random>

#include "models/engine/errors.hpp"
#include "models/engine/orm/search/search.hpp"

using namespace chatterd;

namespace {

// The place behind the term that begins at `at`; npos when the tokens end before it does.
std::size_t behind_term(const Value& tokens, std::size_t at) {
  if (at >= tokens.size()) return std::string::npos;
  const Value& token = tokens[at++];
  if (token == "!") return behind_term(tokens, at);
  if (token != "&" && token != "|") return at;
  const std::size_t second = behind_term(tokens, at);
  return second == std::string::npos ? second : behind_term(tokens, second);
}

}  // namespace

BOOST_AUTO_TEST_CASE(negation_goes_to_the_terms) {
  const Value a = {"a", "=", 1}, not_a = {"a", "!=", 1}, b = {"b", "like", "x"},
              not_b = {"b", "not like", "x"};
  BOOST_TEST(domain::distribute_not({"!", "&", a, b}) == (Value{"|", not_a, not_b}));
  BOOST_TEST(domain::distribute_not({"!", "!", a}) == (Value{a}));
}

// What a caller sends is anything: whoever walks through it afterwards must not run over its end.
BOOST_AUTO_TEST_CASE(any_tokens_stay_one_whole_term) {
  const Value kinds[] = {"!",
                         "!",
                         "&",
                         "|",
                         Value::array({"a", "=", 1}),
                         2.5,
                         nullptr,
                         Value::object(),
                         "x",
                         Value::array(),
                         true,
                         "",
                         Value::array({1, "=", 1}),
                         7,
                         Value::array({Value()})};
  std::mt19937 chance(7);
  int whole = 0;
  for (int round = 0; round < 50000; ++round) {
    Value given = Value::array();
    for (auto left = chance() % 7; left > 0; --left)
      given.push_back(kinds[chance() % std::size(kinds)]);
    Value tokens;
    try {
      tokens = domain::normalize(given);
    } catch (const Error&) {
      continue;  // refused in Odoo's words
    }
    BOOST_REQUIRE(behind_term(tokens, 0) == tokens.size());
    const Value distributed = domain::distribute_not(tokens);
    BOOST_REQUIRE_MESSAGE(behind_term(distributed, 0) == distributed.size(), given.dump());
    try {
      domain::is_never(given);
    } catch (const Error&) {
      // a token without anything in second place, as Odoo finds
    }
    ++whole;
  }
  BOOST_TEST(whole > 1000);
}
