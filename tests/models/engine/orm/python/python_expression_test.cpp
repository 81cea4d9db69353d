// Expressions of rules and domains: what they answer, and that they end.
#include "models/engine/orm/python/python_expression.hpp"

#include <boost/test/unit_test.hpp>

using namespace chatterd;

namespace {

Value value_of(const std::string& source) {
  PythonNames names;
  names.name = [](const std::string& name) -> Value {
    if (name == "ids") return Value::array({1, 2, 3});
    throw std::invalid_argument("name '" + name + "' is not defined");
  };
  return evaluate_python(source, names);
}

std::string failure(const std::string& source) {
  try {
    return "answered " + value_of(source).dump().substr(0, 100);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(expressions_mean_what_they_mean_in_python) {
  BOOST_TEST(value_of("[('a', 'in', ids)]") == Value::parse(R"([["a", "in", [1, 2, 3]]])"));
  BOOST_TEST(value_of("1 + 2 * 3 - 4 // 3") == 6);
  BOOST_TEST(value_of("[x + 1 for x in ids if x != 2]") == Value::parse("[2, 4]"));
  BOOST_TEST(value_of("{'a': not True, 'b': None, 'c': 'x' in 'xyz'}") ==
             Value::parse(R"({"a": false, "b": null, "c": true})"));
  BOOST_TEST(value_of("'yes' if 2 in ids and 7 not in ids else 'no'") == "yes");
  BOOST_TEST(value_of("int('12') + int(3.9) + len(str(100))") == 18);
}

BOOST_AUTO_TEST_CASE(what_is_no_expression_is_refused) {
  for (const char* wrong : {"", "1 +", "(1", "'a", "1 2", "[1, 2", "{1: 2}", "x", "ids.x", "ids[9]",
                            "int('a')", "int(1e300)", "1e999999", "a(b)", "1 // 0", "'a' < 1"})
    BOOST_TEST(!failure(wrong).starts_with("answered"), wrong);
}

// A chain took the square of its length, and its end the whole stack.
BOOST_AUTO_TEST_CASE(long_chains_are_refused) {
  for (const char* link : {"+1", "*1", " and 1", " or 0", " == 1", "[0]", ".x", " if 1 else 0"}) {
    std::string chain = "1";
    for (int i = 0; i < 300'000; ++i) chain += link;
    BOOST_TEST(!failure(chain).starts_with("answered"), link);
  }
  for (const char* opens : {"(", "[", "{'a': ", "not ", "-", "len("}) {
    std::string deep;
    for (int i = 0; i < 300'000; ++i) deep += opens;
    BOOST_TEST(!failure(deep + "1").starts_with("answered"), opens);
  }
  std::string sum = "0", long_list = "[0";
  for (int i = 0; i < 1000; ++i) sum += "+1";
  for (int i = 0; i < 200'000; ++i) long_list += ",1";
  BOOST_TEST(value_of(sum) == 1000);
  BOOST_TEST(value_of(long_list + "]").size() == 200'001u);
}

BOOST_AUTO_TEST_CASE(what_an_expression_makes_is_counted) {
  std::string twice = "'x'", lists = "[1]", loops = "1";
  for (int i = 0; i < 25; ++i) {
    twice = "[a + a for a in [" + twice + "]][0]";
    lists = "[a + a for a in [" + lists + "]][0]";
  }
  for (int i = 0; i < 8; ++i) loops = "[" + loops + " for a in [1,2,3,4,5,6,7,8,9,10]]";
  const std::string text(100'000, 'x');
  for (const std::string& costly :
       {twice, lists, loops, "['" + text + "' for a in [" + std::string(2000, '1') + "]]"})
    BOOST_TEST(!failure(costly).empty());
  BOOST_TEST(failure(loops) == "expression takes too long");
  std::string many = "1";
  for (int i = 0; i < 2000; ++i) many += ",1";
  BOOST_TEST(failure("['" + text + "' for a in [" + many + "]]") == "expression takes too long");
  BOOST_TEST(failure("[a for a in [" + many + "] if '" + text + "b' in '" + text + text + "']") ==
             "expression takes too long");
}
