// Statements on their way: copied, prepared, planned, sent together.
#include <boost/test/unit_test.hpp>

#include "tests/bridge/postgres/tables.hpp"

using namespace chatterd::bridge;
using chatterd::bridge::test::Tables;

BOOST_FIXTURE_TEST_SUITE(statements, Tables)

BOOST_AUTO_TEST_CASE(bulk_lines_are_copied) {
  Transaction t(pool->acquire());
  t.copy_in("parent", {"name", "size"}, {"a\t1", "b\\tc\t\\N", "é\t3"});
  BOOST_TEST(t.execute("SELECT array_agg(name ORDER BY id) FROM parent")[0][0].texts() ==
                 (std::vector<std::string>{"a", "b\tc", "é"}),
             boost::test_tools::per_element());
  BOOST_CHECK_THROW(t.savepoint([&] {
    t.copy_in("parent", {"name", "size"}, {"x\tnot a number"});
  }),
                    SqlError);
  BOOST_CHECK_THROW(t.savepoint([&] {
    t.copy_in("parent", {"name", "size"}, {"a\t1"});
  }),
                    SqlError);
  t.copy_in("parent", {"name"}, {});
  t.commit();
  BOOST_TEST(count() == 3);
}

BOOST_AUTO_TEST_CASE(statements_are_prepared_from_their_second_use_and_forgotten_past_the_cap) {
  Connection connection(database.dsn());
  const auto held = [&] {
    return connection
        .execute(Sql("SELECT count(*) FROM pg_prepared_statements /* " + std::to_string(::rand()) +
                     " */"))[0][0]
        .integer();
  };
  connection.execute({"SELECT %s::int", {1}});
  BOOST_TEST(held() == 0);
  BOOST_TEST(connection.execute({"SELECT %s::int", {2}})[0][0].integer() == 2);
  BOOST_TEST(held() == 1);
  BOOST_TEST(connection.execute({"SELECT %s::int", {3}})[0][0].integer() == 3);
  BOOST_TEST(held() == 1);
  for (int number = 0; number < 700; ++number)
    for (int use = 0; use < 2; ++use) connection.execute(Sql("SELECT " + std::to_string(number)));
  // before the question, which is a text of its own and takes the place of the oldest
  const auto known = static_cast<std::int64_t>(connection.prepared());
  BOOST_TEST(held() == known);
  BOOST_TEST(connection.prepared() <= 500U);
  BOOST_TEST(connection.prepared() > 400U);
}

BOOST_AUTO_TEST_CASE(a_statement_whose_plan_depends_on_its_values_is_planned_for_them_each_time) {
  Connection connection(database.dsn());
  for (int use = 0; use < 3; ++use) {
    const Sql joined = Sql("SELECT 1 WHERE ") + Sql("1 = %s::int", {1}).planned_for_values();
    BOOST_TEST(connection.execute(joined).size() == 1U);
  }
  BOOST_TEST(connection.prepared() == 0U);
}

BOOST_AUTO_TEST_CASE(a_changed_table_does_not_break_prepared_statements_for_good) {
  const auto small = Pool::create(database.dsn(), 1);
  const auto read = [&] {
    in_transaction(*small, [](Transaction& t) { t.execute("SELECT * FROM parent"); });
  };
  for (int use = 0; use < 3; ++use) read();
  in_transaction(*pool,
                 [](Transaction& t) { t.execute("ALTER TABLE parent ADD COLUMN more text"); });
  read();
  read();
}

BOOST_AUTO_TEST_CASE(statements_sent_together_answer_in_order_as_if_sent_alone) {
  Transaction t(pool->acquire());
  for (int round = 0; round < 4; ++round) {  // unprepared, being prepared, prepared
    const auto results = t.execute_together(
        {{"SELECT %s::int", {std::int64_t{round}}},
         {"INSERT INTO parent (name) VALUES (%s)", {"p" + std::to_string(round)}},
         Sql::hot("SELECT count(*) FROM parent WHERE size IS NULL AND id > %s::int", {0}),
         {"SELECT 'x' || %s", {std::to_string(round)}}});
    BOOST_REQUIRE(results.size() == 4U);
    BOOST_TEST(results[0][0][0].integer() == round);
    BOOST_TEST(results[1].affected() == 1U);
    BOOST_TEST(results[2][0][0].integer() == round + 1);
    BOOST_TEST(results[3][0][0].str() == "x" + std::to_string(round));
  }
  BOOST_TEST(t.statements() == 16U);
  BOOST_TEST(t.execute_together({}).empty());
  t.commit();
  BOOST_TEST(count() == 4);
}

BOOST_AUTO_TEST_CASE(of_statements_sent_together_none_runs_behind_a_refused_one) {
  Transaction t(pool->acquire());
  const std::vector<Sql> bad{{"INSERT INTO parent (name) VALUES (%s)", {"first"}},
                             {"SELECT 1 / %s::int", {0}},
                             {"INSERT INTO parent (name) VALUES (%s)", {"last"}}};
  for (int round = 0; round < 3; ++round)
    BOOST_CHECK_EXCEPTION(t.savepoint([&] { t.execute_together(bad); }), SqlError,
                          [](const SqlError& error) { return error.sqlstate == "22012"; });
  // what was to be prepared behind the refused one is not taken for prepared
  add(t, "first");
  add(t, "last");
  t.commit();
  BOOST_TEST(count() == 2);
  // in a transaction's first round trip, too
  Transaction first(pool->acquire());
  BOOST_CHECK_THROW(first.execute_together(bad), SqlError);
  first.rollback();
  BOOST_TEST(count() == 2);
}

BOOST_AUTO_TEST_CASE(large_statements_and_large_answers_pass_each_other) {
  // more than sockets hold, both ways: neither end may wait for the other to read
  const std::string much(4'000'000, 'x');
  Transaction t(pool->acquire());
  std::vector<Sql> statements;
  for (int i = 0; i < 4; ++i) {
    statements.push_back({"SELECT repeat('y', %s::int)", {std::int64_t{8'000'000}}});
    statements.push_back({"SELECT length(%s::text)", {much}});
  }
  const auto results = t.execute_together(statements);
  for (int i = 0; i < 4; ++i) {
    BOOST_TEST(results[2 * i][0][0].text().size() == 8'000'000U);
    BOOST_TEST(results[2 * i + 1][0][0].integer() == 4'000'000);
  }
}

BOOST_AUTO_TEST_CASE(hot_statements_have_one_plan_and_others_are_planned_for_their_values) {
  Connection connection(database.dsn());
  connection.execute("INSERT INTO parent (name) SELECT 'n' || n FROM generate_series(1, 100) n");
  const Sql hot = Sql::hot("SELECT id FROM parent WHERE name = %s", {"n1"});
  const Sql searched = Sql("SELECT id FROM parent WHERE name = %s", {"n1"}).planned_for_values();
  const auto mode = [&] { return connection.execute("SHOW plan_cache_mode")[0][0].str(); };
  const auto plans = [&] {
    const auto row = connection.execute(
        "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE "
        "'SELECT id FROM parent%%'");
    return std::pair(row[0][0].integer(), row[0][1].integer());
  };
  for (int use = 0; use < 3; ++use) {
    connection.execute(hot);
    BOOST_TEST(mode() == "force_generic_plan");
    connection.execute(searched);
    BOOST_TEST(mode() == "auto");
  }
  BOOST_TEST((plans() == std::pair<std::int64_t, std::int64_t>(3, 0)));
  // a SET that is rolled back with its transaction is made again
  BOOST_CHECK_THROW(connection.execute_together({&hot,
                                                 [] {
                                                   static const Sql bad("SELECT 1/0");
                                                   return &bad;
                                                 }()}),
                    SqlError);
  connection.execute(hot);
  BOOST_TEST(mode() == "force_generic_plan");
  connection.command("BEGIN");
  connection.execute(searched);
  connection.command("ROLLBACK");
  connection.execute(searched);
  BOOST_TEST(mode() == "auto");
}

BOOST_AUTO_TEST_SUITE_END()
