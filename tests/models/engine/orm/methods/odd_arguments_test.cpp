// Arguments of wrong types and out of all ranges: the answers and errors of Odoo, kind by kind.
// Found by tests/discuss/beside_reads_test.py with --spoiled.
#include <boost/test/unit_test.hpp>

#include "tests/support/models.hpp"

using namespace chatterd;

namespace {

test::Installation& installation() {
  static test::Installation the_installation;
  return the_installation;
}

Value ask(const std::string& login, const std::string& model, const std::string& method,
          const Value& args, const Value& kwargs = Value::object()) {
  return installation().call(login, model, method, args, kwargs);
}

constexpr Id beyond = 2147483648, far_beyond = 9007199254740992;
const Value no_ids[] = {Value::object(), "", Value::array(), false, nullptr, 0};
// what is no id at all, alone and beside one
const Value odd_ids[] = {Value::array({"😀"}), Value::array({1, "x"}), Value::array({2.5}),
                         Value::array({Value::object()}), Value::array({Value::array()})};

}  // namespace

BOOST_AUTO_TEST_SUITE(odd_arguments)

BOOST_AUTO_TEST_CASE(numbers_that_no_column_holds_are_compared_all_the_same) {
  const auto count = [](const Value& op, const Value& operand, const char* field = "color") {
    return ask("admin", "res.partner", "search_count",
               Value::array({Value::array({Value::array({field, op, operand})})}));
  };
  const Value all = ask("admin", "res.partner", "search_count", Value::array({Value::array()}));
  for (const Id number : {beyond, far_beyond}) {
    for (const char* field : {"color", "id", "parent_id"}) {
      BOOST_TEST(count("in", Value::array({number}), field) == 0);
      BOOST_TEST(count("not in", Value::array({number}), field) == all);
      BOOST_TEST(count("=", number, field) == 0);
      BOOST_TEST(count("=", -number - 1, field) == 0);
    }
    BOOST_TEST(count("<", number, "id") == all);
    BOOST_TEST(count(">", number, "id") == 0);
    BOOST_TEST(count("=?", number, "id") == 0);
  }
}

BOOST_AUTO_TEST_CASE(an_id_that_no_row_can_have_is_a_record_that_is_gone) {
  for (const Id number : {beyond, far_beyond}) {
    BOOST_TEST(ask("admin", "res.partner", "read",
                   Value::array({Value::array({1, number}), Value::array({"name"})}))
                   .size() == 1u);
    BOOST_TEST(ask("admin", "res.partner", "exists", Value::array({Value::array({number, 1})})) ==
               Value::array({1}));
    BOOST_CHECK_EXCEPTION(
        ask("admin", "res.partner", "name_get", Value::array({Value::array({1, number})})),
        MissingError, [&](const MissingError& error) {
          return std::string(error.what()).find(std::to_string(number)) != std::string::npos;
        });
  }
}

BOOST_AUTO_TEST_CASE(what_python_calls_empty_is_no_record) {
  for (const Value& ids : no_ids)
    for (const char* method : {"name_get", "get_metadata", "read"})
      BOOST_TEST(ask("demo", "res.partner", method, Value::array({ids})) == Value::array(),
                 std::string(method) + " of " + ids.dump());
}

BOOST_AUTO_TEST_CASE(rights_are_asked_before_ids_and_domains_are_understood) {
  for (const Value& ids : odd_ids) {
    for (const char* method : {"read", "name_get", "copy_data"})
      BOOST_CHECK_THROW(ask("demo", "ir.config_parameter", method, Value::array({ids})),
                        AccessError);
    BOOST_CHECK_THROW(ask("demo", "ir.config_parameter", "export_data",
                          Value::array({ids, Value::array({"key"})})),
                      AccessError);
  }
  for (const char* method : {"read", "name_get"})
    BOOST_CHECK_THROW(
        ask("demo", "ir.config_parameter", method, Value::array({Value::array({beyond})})),
        AccessError);
  BOOST_CHECK_THROW(ask("demo", "ir.config_parameter", "read",
                        Value::array({Value::array({nullptr}), Value::array({"key"})})),
                    AccessError);
  for (const Value& domain : {Value("x"), Value::array({"x"}), Value::array({Value::object()}),
                              Value::array({Value::array()})})
    for (const char* method : {"search", "search_read", "search_count"})
      BOOST_CHECK_THROW(ask("demo", "ir.config_parameter", method, Value::array({domain})),
                        AccessError);
  BOOST_CHECK_THROW(ask("demo", "ir.config_parameter", "name_search", Value::array(),
                        {{"name", "x"}, {"args", "a"}}),
                    AccessError);
  BOOST_CHECK_THROW(ask("demo", "ir.config_parameter", "read_group",
                        Value::array({Value::array(), Value::array(), Value::array({"key"})}),
                        {{"offset", "\ufeff"}}),
                    AccessError);
}

BOOST_AUTO_TEST_CASE(a_token_that_is_no_term_is_an_error_also_where_nothing_can_be_found) {
  const Value nothing = Value::array({"id", "in", Value::array()});
  for (const Value& token : {Value("\ufffd"), Value("x"), Value(""), Value::object(), Value(3),
                             Value(nullptr), Value::array(), Value::array({"name"})})
    BOOST_CHECK_THROW(
        ask("admin", "res.partner", "search", Value::array({Value::array({token, nothing})})),
        Error);
  // Odoo looks at what stands second: a longer text is as good as any term there
  BOOST_TEST(ask("admin", "res.partner", "search", Value::array({Value::array({"xy", nothing})})) ==
             Value::array());
}

BOOST_AUTO_TEST_CASE(all_that_is_grouped_by_must_be_fields) {
  for (const Value& by : {Value("%s"), Value(nullptr), Value(Value::object()), Value("nope:day")})
    BOOST_CHECK_THROW(ask("admin", "res.partner", "read_group",
                          Value::array({Value::array(), Value::array(),
                                        Value::array({"create_date:month", by})})),
                      Error);
  for (const char* field : {"\u200f\u202eעברית", "\ufffd", "?"})
    BOOST_CHECK_THROW(
        ask("admin", "res.partner", "read_group",
            Value::array({Value::array(), Value::array({field}), Value::array({"color"})})),
        UserError);
}

BOOST_AUTO_TEST_CASE(an_operator_is_a_text) {
  for (const Value& op : {Value(nullptr), Value(false), Value(1), Value::array()})
    BOOST_CHECK_THROW(
        ask("admin", "res.lang", "name_search", Value::array(), {{"name", "x"}, {"operator", op}}),
        Error);
}

BOOST_AUTO_TEST_CASE(a_dict_of_fields_is_the_list_of_its_names) {
  BOOST_TEST(ask("admin", "res.partner", "default_get", Value::array({{{"active", 1}}})) ==
             Value({{"active", true}}));
  BOOST_TEST(ask("admin", "res.partner", "read", Value::array({Value::array({1}), {{"id", 1}}})) ==
             Value::array({{{"id", 1}}}));
}

BOOST_AUTO_TEST_CASE(activities_that_are_gone_are_not_read) {
  BOOST_TEST(ask("demo", "mail.activity", "read", Value::array({Value::array({99999})})) ==
             Value::array());
  BOOST_TEST(ask("demo", "mail.activity", "activity_format",
                 Value::array({Value::array({99999})})) == Value::array());
}

BOOST_AUTO_TEST_CASE(python_shows_the_numbers_of_what_cannot_be_seen) {
  BOOST_TEST(python_repr("a\u200f\u202eעb") == "'a\\u200f\\u202eעb'");
  BOOST_TEST(python_repr("é 漢 😀 '") == "\"é 漢 😀 '\"");
  BOOST_TEST(python_repr("\u00a0\u0085\ufeff\U000e0001") == "'\\xa0\\x85\\ufeff\\U000e0001'");
}

BOOST_AUTO_TEST_SUITE_END()
