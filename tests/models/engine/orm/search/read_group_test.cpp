#include <boost/test/unit_test.hpp>

#include "tests/support/models.hpp"

using namespace chatterd;

namespace {

Value list(std::initializer_list<Value> items) { return Value(std::vector<Value>(items)); }

struct Fixture {
  test::Installation& installation = shared();
  // Three partners of 2019 and 2020, made once.
  static test::Installation& shared() {
    static test::Installation installation;
    static const bool made = [] {
      for (const auto& [name, date, color] : {std::tuple("group a", "2019-01-31", 1),
                                              {"group b", "2019-03-01", 2},
                                              {"group c", "2020-02-29", 4}})
        installation.call("admin", "res.partner", "create",
                          list({{{"name", name}, {"date", date}, {"color", color}}}));
      return true;
    }();
    BOOST_TEST_REQUIRE(made);
    return installation;
  }
  Value groups(const Value& fields, const Value& by, const Value& more = Value::object()) {
    return installation.call("admin", "res.partner", "read_group",
                             list({list({list({"name", "like", "group "})}), fields, by}), more);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(groups_of_records, Fixture)

BOOST_AUTO_TEST_CASE(are_counted_added_up_and_found_again_by_their_domain) {
  const Value found = groups(list({"color"}), list({"date:year"}));
  BOOST_TEST_REQUIRE(found.size() == 2u);
  BOOST_TEST(found[0]["date:year"] == "2019");
  BOOST_TEST(found[0]["date_count"] == 2);
  BOOST_TEST(found[0]["color"] == 3);
  for (const Value& group : found)
    BOOST_TEST(installation.call("admin", "res.partner", "search_count",
                                 list({group["__domain"]})) == group["date_count"]);
}

BOOST_AUTO_TEST_CASE(leave_later_groupings_to_a_further_call_unless_all_are_wanted_at_once) {
  const Value lazy = groups(list({"color"}), list({"date:year", "color"}));
  BOOST_TEST(lazy.size() == 2u);
  BOOST_TEST(lazy[0]["__context"]["group_by"] == list({"color"}));
  const Value all = groups(list({"color"}), list({"date:year", "color"}), {{"lazy", false}});
  BOOST_TEST(all.size() == 3u);
  BOOST_TEST(all[0]["__count"] == 1);
}

BOOST_AUTO_TEST_CASE(fill_the_months_without_records_when_asked_to) {
  const Value found =
      groups(list({"color"}), list({"date:month"}), {{"context", {{"fill_temporal", true}}}});
  BOOST_TEST(found.size() == 14u);
  BOOST_TEST(found[1]["date:month"] == "February 2019");
  BOOST_TEST(found[1]["date_count"] == 0);
  BOOST_TEST(found[1]["color"] == false);
}

BOOST_AUTO_TEST_CASE(are_of_local_days_in_the_time_zone_of_the_context) {
  const Value found = installation.call(
      "admin", "res.partner", "read_group",
      list({list({list({"name", "like", "group "})}), list({"color"}), list({"create_date:day"})}),
      {{"context", {{"tz", "Asia/Tokyo"}}}});
  BOOST_TEST_REQUIRE(found.size() == 1u);
  const Value start = found[0]["__domain"][2];
  BOOST_TEST(start[0] == "create_date");
  BOOST_TEST(start[2].get<std::string>().substr(10) == " 15:00:00");
}

BOOST_AUTO_TEST_CASE(refuse_two_aggregates_of_one_name) {
  BOOST_CHECK_EXCEPTION(groups(list({"color:sum", "color:max"}), list({"ref"})), UserError,
                        [](const UserError& error) {
                          return std::string(error.what()) == "Output name 'color' is used twice.";
                        });
}

BOOST_AUTO_TEST_CASE(refuse_fields_without_a_column_and_unknown_functions) {
  BOOST_CHECK_THROW(groups(list({"color"}), list({"category_id"})), AssertionError);
  BOOST_CHECK_THROW(groups(list({"color:nope"}), list({"ref"})), UserError);
  BOOST_CHECK_THROW(groups(list({"color"}), list({"nope"})), ValueError);
}

BOOST_AUTO_TEST_SUITE_END()
