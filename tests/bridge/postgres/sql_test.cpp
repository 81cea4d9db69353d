#include "bridge/postgres/sql.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "bridge/postgres/dsn.hpp"
#include "bridge/postgres/pool.hpp"
#include "bridge/postgres/sql_errors.hpp"
#include "tests/support/postgres.hpp"

using namespace chatterd::bridge;
using json = chatterd::Json;

namespace {

json one_value(const Sql& sql) {
  static const auto pool = Pool::create(chatterd::test::dsn_of("postgres"), 1);
  Transaction transaction(pool->acquire(), Transaction::Mode::read_only);
  return transaction.execute(sql)[0][0].json();
}

}  // namespace

BOOST_AUTO_TEST_CASE(parameters_are_numbered_and_percent_signs_are_kept) {
  BOOST_TEST(Sql("a = %s AND b = %s", {1, 2}).numbered() == "a = $1 AND b = $2");
  BOOST_TEST(Sql("a LIKE 'x%%' AND b % 2 = 0 AND c LIKE 'y%' %").numbered() ==
             "a LIKE 'x%' AND b % 2 = 0 AND c LIKE 'y%' %");
  BOOST_TEST(Sql("'%%s' || %s", {1}).numbered() == "'%s' || $1");
  BOOST_CHECK_THROW(Sql("%s").numbered(), std::invalid_argument);
  BOOST_CHECK_THROW(Sql("", {1}).numbered(), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(fragments_carry_their_parameters_along) {
  Sql sql("SELECT 1 WHERE ");
  sql += Sql::join({Sql("a = %s", {1}), Sql("b = %s", {2}), Sql("c")}, " AND ");
  BOOST_TEST(sql.numbered() == "SELECT 1 WHERE a = $1 AND b = $2 AND c");
  BOOST_TEST(sql.params().size() == 2U);
  BOOST_TEST(Sql::join({}, ", ").empty());
}

BOOST_AUTO_TEST_CASE(identifiers_let_nothing_through) {
  BOOST_TEST(Sql::identifier("mail_channel").text() == "\"mail_channel\"");
  for (const auto* name : {"", "a b", "a\"b", "a;b", "a.b", "é", "a%s"})
    BOOST_CHECK_THROW(Sql::identifier(name), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(every_kind_of_parameter_arrives_as_it_was) {
  const std::string awkward = "é'\"\\%s;\n{},NULL";
  BOOST_TEST(one_value({"SELECT %s::text", {awkward}}) == awkward);
  BOOST_TEST(one_value({"SELECT %s::text", {nullptr}}) == json());
  BOOST_TEST(one_value({"SELECT %s::bool", {true}}) == true);
  BOOST_TEST(one_value({"SELECT %s::bigint", {std::int64_t{-9223372036854775807}}}) ==
             -9223372036854775807);
  BOOST_TEST(one_value({"SELECT %s::float8", {0.1}}) == 0.1);
  BOOST_TEST(one_value({"SELECT %s::float8", {1e300}}) == 1e300);
  BOOST_TEST(one_value({"SELECT %s::int[]", {Ids{3, 1, 2}}}) == json({3, 1, 2}));
  BOOST_TEST(one_value({"SELECT %s::int[]", {Ids{}}}) == json::array());
  const std::vector<std::string> texts = {awkward, "", "NULL", " a ", "b\\"};
  BOOST_TEST(one_value({"SELECT %s::text[]", {texts}}) == json(texts));
  BOOST_TEST(one_value({"SELECT length(%s::bytea)", {Bytes{std::string("\0\xff\\x", 4)}}}) == 4);
  BOOST_TEST(one_value({"SELECT 2 = ANY(%s)", {Ids{1, 2}}}) == true);
}

BOOST_AUTO_TEST_CASE(a_text_with_a_zero_byte_is_refused_rather_than_cut) {
  const std::string cut("a\0b", 3);
  BOOST_CHECK_THROW(one_value({"SELECT %s::text", {cut}}), std::invalid_argument);
  BOOST_CHECK_THROW(one_value({"SELECT %s::text[]", {std::vector<std::string>{cut}}}),
                    std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(values_come_back_as_odoo_prints_them) {
  BOOST_TEST(one_value("SELECT date '2020-01-31'") == "2020-01-31");
  BOOST_TEST(one_value("SELECT timestamp '2020-01-31 10:20:30.987'") == "2020-01-31 10:20:30");
  BOOST_TEST(one_value("SELECT timestamptz '2020-01-31 10:20:30.987+02'") == "2020-01-31 08:20:30");
  BOOST_TEST(one_value("SELECT timestamp 'infinity'") == "infinity");
  BOOST_TEST(one_value("SELECT 12.50::numeric(8,2)") == 12.5);
  BOOST_TEST(one_value("SELECT ARRAY['a', NULL, 'NULL', 'x,\"y']") ==
             json({"a", nullptr, "NULL", "x,\"y"}));
  BOOST_TEST(one_value("SELECT '[0:1]={4,5}'::int[]") == json({4, 5}));
  BOOST_TEST(one_value("SELECT ARRAY[true, false]") == json({true, false}));
  BOOST_TEST(one_value(R"(SELECT '{"a": [1, null]}'::jsonb)") ==
             json::parse(R"({"a": [1, null]})"));
  BOOST_TEST(one_value("SELECT 'x'::name") == "x");
  BOOST_TEST(one_value("SELECT '\\x00ff'::bytea").get<std::string>() == std::string("\0\xff", 2));
}

BOOST_AUTO_TEST_CASE(rows_are_read_by_position_and_by_name) {
  const auto pool = Pool::create(chatterd::test::dsn_of("postgres"), 1);
  Transaction transaction(pool->acquire());
  const auto result = transaction.execute(
      "SELECT n AS id, NULLIF(n, 2) AS odd, 'é' AS name FROM generate_series(1, 3) n");
  BOOST_TEST(result.size() == 3U);
  BOOST_TEST(result.columns() == (std::vector<std::string>{"id", "odd", "name"}),
             boost::test_tools::per_element());
  BOOST_TEST(result.ids() == (Ids{1, 2, 3}), boost::test_tools::per_element());
  BOOST_TEST(result.ids(1) == (Ids{1, 3}), boost::test_tools::per_element());
  BOOST_TEST(result[1]["odd"].is_null());
  BOOST_TEST(result[1]["odd"].integer(-1) == -1);
  BOOST_TEST(result[0].json() == json({{"id", 1}, {"odd", 1}, {"name", "é"}}));
  BOOST_CHECK_THROW(result[0]["nothing"], std::out_of_range);
  BOOST_CHECK_THROW(result[3][0], std::out_of_range);
  BOOST_CHECK_THROW(result[0]["name"].integer(), std::invalid_argument);
  std::size_t rows = 0;
  for (const auto row : result) rows += static_cast<std::size_t>(row["id"].integer());
  BOOST_TEST(rows == 6U);
}

BOOST_AUTO_TEST_CASE(an_error_text_is_split_into_its_fields) {
  const auto error = parse_error(
      "ERROR:  23505: duplicate key value violates unique constraint \"t_name_key\"\n"
      "DETAIL:  Key (name)=(a\nTABLE NAME:  forged) already exists.\n"
      "SCHEMA NAME:  public\nTABLE NAME:  t\nCONSTRAINT NAME:  t_name_key\n"
      "LOCATION:  _bt_check_unique, nbtinsert.c:666\n");
  BOOST_TEST(error.sqlstate == "23505");
  BOOST_TEST(error.table == "t");
  BOOST_TEST(error.constraint == "t_name_key");
  BOOST_TEST(error.column == "");
  BOOST_TEST(std::string(error.what()) ==
             "duplicate key value violates unique constraint \"t_name_key\"\n"
             "DETAIL:  Key (name)=(a\nTABLE NAME:  forged) already exists.\n");
  // A server that speaks another language.
  const auto german =
      parse_error("FEHLER:  22012: Division durch Null\nORT:  int4div, int.c:846\n");
  BOOST_TEST(german.sqlstate == "22012");
  BOOST_TEST(std::string(parse_error("no connection to the server\n").what()) ==
             "no connection to the server\n");
}

BOOST_AUTO_TEST_CASE(another_database_is_named_in_either_form_of_a_connection_string) {
  BOOST_TEST(with_database("host=/tmp dbname=a", "it's") == "host=/tmp dbname=a dbname='it\\'s'");
  BOOST_TEST(with_database("a", "b") == "dbname='b'");
  BOOST_TEST(with_database("", "b") == "dbname='b'");
  BOOST_TEST(with_database("postgresql://u:p@h:5433/a?sslmode=require", "b") ==
             "postgresql://u:p@h:5433/b?sslmode=require");
  BOOST_TEST(with_name("host=/tmp", "it's") == "host=/tmp fallback_application_name='it\\'s'");
  BOOST_TEST(with_name("a", "b") == "dbname='a' fallback_application_name='b'");
  BOOST_TEST(with_name("postgres://h/a", "b c") ==
             "postgres://h/a?fallback_application_name=b%20c");
  BOOST_TEST(with_name("postgres://h/a?x=y", "b") ==
             "postgres://h/a?x=y&fallback_application_name=b");
  BOOST_TEST(with_database("postgres://h", "b c") == "postgres://h/b%20c");
  BOOST_TEST(with_database("postgresql:///?host=/tmp&dbname=a&user=u", "b") ==
             "postgresql:///b?host=/tmp&user=u");
}
