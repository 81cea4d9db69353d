#include "models/engine/orm/transfer/load.hpp"

#include <boost/test/unit_test.hpp>

#include "models/engine/orm/transfer/import_rows.hpp"
#include "tests/support/models.hpp"

using namespace chatterd;

namespace {

Value list(std::initializer_list<Value> items) { return Value(std::vector<Value>(items)); }

struct Fixture {
  test::Installation& installation = shared();
  static test::Installation& shared() {
    static test::Installation installation;
    return installation;
  }
  Value load(const Value& fields, const Value& rows) {
    return installation.call("admin", "res.partner", "load", list({fields, rows}));
  }
  Id count(const char* name) {
    return installation
        .call("admin", "res.partner", "search_count", list({list({list({"name", "like", name})})}))
        .get<Id>();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(an_import, Fixture)

BOOST_AUTO_TEST_CASE(understands_all_spellings_of_ids_in_paths) {
  BOOST_TEST(import_path("parent_id/.id") == (std::vector<std::string>{"parent_id", ".id"}));
  BOOST_TEST(import_path("parent_id.id") == (std::vector<std::string>{"parent_id", ".id"}));
  BOOST_TEST(import_path("parent_id:id") == (std::vector<std::string>{"parent_id", "id"}));
  BOOST_TEST(import_path(".id") == (std::vector<std::string>{".id"}));
}

BOOST_AUTO_TEST_CASE(updates_the_records_that_its_external_ids_name) {
  const Value first = load(list({"id", "name"}), list({list({"test.one", "Imported one"})}));
  BOOST_TEST_REQUIRE(first["ids"].is_array());
  const Value second = load(list({"id", "name"}), list({list({"test.one", "Imported uno"})}));
  BOOST_TEST(first["ids"] == second["ids"]);
  BOOST_TEST(count("Imported one") == 0);
  BOOST_TEST(count("Imported uno") == 1);
}

BOOST_AUTO_TEST_CASE(may_refer_to_records_of_earlier_rows) {
  const Value loaded = load(
      list({"id", "name", "parent_id/id"}),
      list({list({"test.mother", "Mother", ""}), list({"test.child", "Child", "test.mother"})}));
  BOOST_TEST_REQUIRE(loaded["ids"].size() == 2u);
  const Value child = installation.call("admin", "res.partner", "read",
                                        list({list({loaded["ids"][1]}), list({"parent_id"})}));
  BOOST_TEST(child[0]["parent_id"][0] == loaded["ids"][0]);
}

BOOST_AUTO_TEST_CASE(writes_nothing_when_one_row_is_wrong) {
  const Value loaded =
      load(list({"name", "color"}), list({list({"Half good", "1"}), list({"Half bad", "red"})}));
  BOOST_TEST(loaded["ids"] == false);
  BOOST_TEST(loaded["messages"][0]["message"] ==
             "'red' does not seem to be an integer for field 'Color Index'");
  BOOST_TEST(loaded["messages"][0]["record"] == 1);
  BOOST_TEST(count("Half ") == 0);
}

BOOST_AUTO_TEST_CASE(takes_following_rows_as_lines_of_the_record_above) {
  const Value loaded =
      load(list({"name", "child_ids/name"}), list({list({"Firm", "First"}), list({"", "Second"})}));
  BOOST_TEST_REQUIRE(loaded["ids"].size() == 1u);
  const Value exported = installation.call("admin", "res.partner", "export_data",
                                           list({loaded["ids"], list({"name", "child_ids/name"})}));
  BOOST_TEST(exported["datas"] == list({list({"Firm", "First"}), list({"", "Second"})}));
}

BOOST_AUTO_TEST_CASE(is_undone_by_an_export_with_external_ids) {
  const Value loaded = load(list({"name"}), list({list({"Round trip"})}));
  const Value exported = installation.call("admin", "res.partner", "export_data",
                                           list({loaded["ids"], list({"id", "name"})}));
  const Value again = load(list({"id", "name"}), exported["datas"]);
  BOOST_TEST(again["ids"] == loaded["ids"]);
}

BOOST_AUTO_TEST_SUITE_END()
