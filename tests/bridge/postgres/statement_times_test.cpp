// Round trips are counted by what they do.
#include "bridge/postgres/statement_times.hpp"

#include <boost/test/unit_test.hpp>
#include <map>

#include "bridge/postgres/short_work.hpp"

using namespace chatterd::bridge;

namespace {

std::map<std::string, std::uint64_t> counts() {
  std::map<std::string, std::uint64_t> out;
  for (const StatementTimes& times : statement_times())
    for (const std::uint64_t in_bucket : times.buckets) out[times.kind] += in_bucket;
  return out;
}

// The kind that grew when this was counted.
std::string kind_of(std::string_view text) {
  const auto before = counts();
  count_statement(text, std::chrono::milliseconds(1));
  std::string grown;
  for (const auto& [kind, count] : counts())
    if (count != before.at(kind)) grown += kind;
  return grown;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_statement_counts_by_its_verb) {
  BOOST_TEST(kind_of("\n    SELECT 1") == "select");
  BOOST_TEST(kind_of("WITH f AS (SELECT 1) SELECT * FROM f") == "select");
  BOOST_TEST(kind_of("COMMIT") == "commit");
  BOOST_TEST(kind_of("VACUUM") == "other");
  BOOST_TEST(kind_of("/*") == "other");
}

BOOST_AUTO_TEST_CASE(what_hot_statements_are_marked_with_hides_no_verb) {
  BOOST_TEST(kind_of(hot_write("INSERT INTO t VALUES (%s)", {1}).text()) == "insert");
  BOOST_TEST(kind_of(hot_write("\n    UPDATE t SET a = %s", {1}).text()) == "update");
  BOOST_TEST(kind_of(hot_write("DELETE FROM t WHERE a = %s", {1}).text()) == "delete");
  BOOST_TEST(kind_of(hot_alone("SELECT %s::int", {1}).text()) == "select");
}
