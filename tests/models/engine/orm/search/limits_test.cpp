// What a client sends to search by has one stated depth and size: beyond them there is a clear
// error, and never a crash, a minute or a gigabyte.
#include <boost/test/unit_test.hpp>

#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/search.hpp"
#include "models/engine/orm/values/convert.hpp"
#include "tests/support/models.hpp"

using namespace chatterd;

namespace {

Value list(std::initializer_list<Value> items) { return Value(std::vector<Value>(items)); }

test::Installation& installation() {
  static test::Installation the_installation;
  return the_installation;
}

Value search(const Value& domain, const Value& more = Value::object()) {
  return installation().call("admin", "res.partner", "search_count", list({domain}), more);
}

Value repeated(const char* op, std::size_t count, const Value& leaf) {
  Value domain = Value::array();
  for (std::size_t i = 0; i < count; ++i) domain.push_back(op);
  for (std::size_t i = 0; i <= count; ++i) domain.push_back(leaf);
  return domain;
}

std::string refusal(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.python_name() + ": " + error.what();
  }
  return {};
}

std::string path_of(std::size_t steps, const char* step, const char* separator, const char* end) {
  std::string path;
  for (std::size_t i = 0; i < steps; ++i) path += std::string(step) + separator;
  return path + end;
}

}  // namespace

BOOST_AUTO_TEST_CASE(operators_in_a_row_are_one_level_however_many) {
  const Value none = term("id", "=", 0), all = term("id", ">", 0);
  const Id partners = search(Value::array()).get<Id>();
  for (const std::size_t count : {12'000u, 20'000u}) {
    BOOST_TEST(search(repeated("&", count, all)) == partners);
    BOOST_TEST(search(repeated("|", count, all)) == partners);
    BOOST_TEST(search(repeated("|", count, none)) == 0);
  }
  Value flat = Value::array();
  for (int i = 0; i < 8'000; ++i) flat.push_back(all);
  BOOST_TEST(search(flat) == partners);
  Value twice = Value::array();
  for (int i = 0; i < 20'000; ++i) twice.push_back("!");
  twice.push_back(all);
  BOOST_TEST(search(twice) == partners);
  // in the order of a right-hand tree as well
  Value right = Value::array();
  for (int i = 0; i < 5'000; ++i) {
    right.push_back("|");
    right.push_back(none);
  }
  right.push_back(all);
  BOOST_TEST(search(right) == partners);
}

BOOST_AUTO_TEST_CASE(operators_within_others_are_refused_beyond_the_stated_depth) {
  const auto nested = [](std::size_t pairs) {
    Value domain = Value::array();
    for (std::size_t i = 0; i < pairs; ++i) {
      domain.push_back("|");
      domain.push_back(term("id", ">", 0));
      domain.push_back("&");
      domain.push_back(term("id", ">", 0));
    }
    domain.push_back(term("id", ">", 0));
    return domain;
  };
  BOOST_TEST(search(nested(domain::Tree::most_levels / 2 - 1)).get<Id>() > 0);
  BOOST_TEST(refusal([&] { search(nested(10'000)); }).find("nested too deeply") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_path_has_twenty_steps_wherever_one_is_given) {
  const std::string error =
      "builtins.RecursionError: maximum recursion depth exceeded: a path may have 20 steps";
  for (const std::size_t steps : {21u, 200u, 20'000u}) {
    BOOST_TEST(refusal([&] {
                 search(list({term(path_of(steps, "parent_id", ".", "name"), "=", "x")}));
               }) == error);
    BOOST_TEST(refusal([&] {
                 installation().call(
                     "admin", "res.partner", "export_data",
                     list({list({1}), list({path_of(steps, "parent_id", "/", "name")})}));
               }) == error);
    BOOST_TEST(refusal([&] {
                 installation().call(
                     "admin", "res.partner", "load",
                     list({list({path_of(steps, "child_ids", "/", "name")}), list({list({"x"})})}));
               }) == error);
  }
  BOOST_TEST(search(list({term(path_of(19, "parent_id", ".", "name"), "=", "x")})) == 0);
}

// PostgreSQL plans joins by trying: many are looked up one by one, as stock does with all.
BOOST_AUTO_TEST_CASE(many_conditions_on_other_records_do_not_make_one_huge_statement) {
  Value domain = Value::array();
  for (int i = 0; i < 300; ++i) domain.push_back(term("parent_id.parent_id.name", "=", "x"));
  BOOST_TEST(search(domain) == 0);
  // also those that are looked up, by search methods and by names
  for (const char* path : {"child_ids.name", "parent_id", "message_ids.body", "message_needaction",
                           "user_ids.groups_id.name", "message_partner_ids"}) {
    domain = Value::array();
    const bool flag = std::string(path) == "message_needaction";
    for (int i = 0; i < 1'000; ++i) domain.push_back(term(path, "=", flag ? Value(true) : "x"));
    BOOST_TEST(
        refusal([&] { search(domain); }).find("asks for too much at once") != std::string::npos,
        path);
  }
}

BOOST_AUTO_TEST_CASE(too_many_terms_groups_and_orders_are_refused) {
  BOOST_TEST(refusal([&] {
               search(repeated("|", 40'000, term("id", ">", 0)));
             }).find("at most 60000 are taken") != std::string::npos);
  std::string order = "name";
  for (int i = 0; i < 2'000; ++i) order += ",name";
  BOOST_TEST(refusal([&] {
               installation().call("admin", "res.partner", "search", list({Value::array()}),
                                   {{"order", order}});
             }).find("Invalid \"order\" specified") != std::string::npos);
  Value groups = Value::array();
  for (int i = 0; i < 2'000; ++i) groups.push_back("name");
  BOOST_TEST(refusal([&] {
               installation().call("admin", "res.partner", "read_group",
                                   list({Value::array(), Value::array(), groups}));
             }).find("at most 800 groupings") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(lines_of_lines_may_stand_as_deep_as_json_does) {
  Value values = {{"name", "leaf"}};
  for (int i = 0; i < 60; ++i)
    values = {{"name", "node"}, {"child_ids", list({list({0, 0, values})})}};
  BOOST_TEST(installation().call("admin", "res.partner", "create", list({values})).get<Id>() > 0);
}

// Four times as many terms cost about four times the statement's text, and not sixteen.
BOOST_AUTO_TEST_CASE(the_statement_grows_with_the_domain) {
  const auto size = [](std::size_t terms) {
    std::size_t bytes = 0;
    installation().engine().run_sudo([&](const Env& env) -> Value {
      Value domain = Value::array();
      for (std::size_t i = 0; i < terms; ++i) domain.push_back(term("parent_id.name", "!=", "x"));
      const Model& model = env.registry().at("res.partner");
      bytes = where_clause(env, model, domain, model.table()).text().size();
      return nullptr;
    });
    return bytes;
  };
  BOOST_TEST(size(400) < 5 * size(100));
}
