#include "bridge/postgres/transaction.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "tests/bridge/postgres/tables.hpp"

using namespace chatterd::bridge;
using chatterd::bridge::test::Tables;

namespace {

SqlError error_of(Transaction& t, const Sql& sql) {
  try {
    t.savepoint([&] { t.execute(sql); });
  } catch (const SqlError& error) {
    return error;
  }
  throw std::logic_error("the statement was accepted");
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(transactions, Tables)

BOOST_AUTO_TEST_CASE(a_statement_is_cut_off_at_its_limit_and_the_connection_goes_on) {
  using namespace std::chrono_literals;
  const auto state_of = [&](std::chrono::milliseconds statement, std::chrono::milliseconds whole) {
    Transaction t(pool->acquire());
    t.limit(statement, whole.count() > 0 ? std::optional(std::chrono::steady_clock::now() + whole)
                                         : std::nullopt);
    try {
      t.execute("SELECT pg_sleep(20)");
    } catch (const SqlError& error) {
      return error.sqlstate;
    }
    return std::string();
  };
  BOOST_TEST(state_of(20ms, 0ms) == "57014");
  BOOST_TEST(state_of(0ms, 20ms) == "57014");
  BOOST_TEST(state_of(10s, 20ms) == "57014");
  // the limit goes with its transaction
  Transaction t(pool->acquire());
  BOOST_TEST(t.execute("SHOW statement_timeout")[0][0].str() == "0");
}

BOOST_AUTO_TEST_CASE(no_statement_begins_after_the_deadline) {
  Transaction t(pool->acquire());
  t.limit({}, std::chrono::steady_clock::now() + std::chrono::milliseconds(50));
  add(t, "too late");
  std::this_thread::sleep_for(std::chrono::milliseconds(60));
  BOOST_CHECK_THROW(t.execute("SELECT 1"), SqlError);
  t.rollback();
  BOOST_TEST(count() == 0);
}

BOOST_AUTO_TEST_CASE(what_is_committed_stays_and_what_is_not_does_not) {
  {
    Transaction t(pool->acquire());
    add(t, "dropped");
  }
  BOOST_TEST(count() == 0);
  Transaction t(pool->acquire());
  add(t, "kept");
  BOOST_TEST(t.statements() == 1U);
  t.commit();
  BOOST_TEST(t.committed());
  BOOST_TEST(count() == 1);
  BOOST_CHECK_THROW(t.execute("SELECT 1"), std::logic_error);
}

BOOST_AUTO_TEST_CASE(the_snapshot_is_one) {
  Transaction reader(pool->acquire());
  BOOST_TEST(reader.execute("SELECT count(*) FROM parent")[0][0].integer() == 0);
  in_transaction(*pool, [](Transaction& t) { add(t, "later"); });
  BOOST_TEST(reader.execute("SELECT count(*) FROM parent")[0][0].integer() == 0);
  BOOST_TEST(reader.execute("SHOW transaction_isolation")[0][0].str() == "repeatable read");
}

BOOST_AUTO_TEST_CASE(a_read_only_transaction_writes_nothing) {
  Transaction t(pool->acquire(), Transaction::Mode::read_only);
  BOOST_TEST(error_of(t, "INSERT INTO parent (name) VALUES ('x')").sqlstate == "25006");
}

BOOST_AUTO_TEST_CASE(a_savepoint_undoes_its_own_part_only) {
  Transaction t(pool->acquire());
  std::vector<std::string> called;
  add(t, "before");
  t.after_commit([&] { called.push_back("before"); });
  BOOST_CHECK_THROW(t.savepoint([&] {
    add(t, "inside");
    t.after_commit([&] { called.push_back("inside"); });
    t.savepoint([&] { add(t, "nested"); });
    throw std::runtime_error("changed my mind");
  }),
                    std::runtime_error);
  t.savepoint([&] { add(t, "after"); });
  t.commit();
  BOOST_TEST(called == (std::vector<std::string>{"before"}), boost::test_tools::per_element());
  Transaction reader(pool->acquire());
  BOOST_TEST(reader.execute("SELECT array_agg(name ORDER BY id) FROM parent")[0][0].texts() ==
                 (std::vector<std::string>{"before", "after"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(refused_statements_name_what_they_violated) {
  Transaction t(pool->acquire());
  add(t, "once");
  auto error = error_of(t, "INSERT INTO parent (name) VALUES ('once')");
  BOOST_TEST(error.sqlstate == "23505");
  BOOST_TEST(error.constraint == "name_once");
  BOOST_TEST(error.table == "parent");
  BOOST_TEST(std::string(error.what()) ==
             "duplicate key value violates unique constraint \"name_once\"\nDETAIL:  Key "
             "(name)=(once) already exists.\n");
  error = error_of(t, "INSERT INTO parent (name) VALUES (NULL)");
  BOOST_TEST(error.sqlstate == "23502");
  BOOST_TEST(error.table == "parent");
  BOOST_TEST(error.column == "name");
  error = error_of(t, "INSERT INTO child (parent_id) VALUES (99)");
  BOOST_TEST(error.sqlstate == "23503");
  BOOST_TEST(error.table == "child");
  BOOST_TEST(error.constraint == "child_parent_id_fkey");
  error = error_of(t, "INSERT INTO parent (name, size) VALUES ('x', 0)");
  BOOST_TEST(error.sqlstate == "23514");
  BOOST_TEST(error.constraint == "size_positive");
  BOOST_TEST(error_of(t, "SELEC").sqlstate == "42601");
  BOOST_TEST(error_of(t, "SELECT nothing").sqlstate == "42703");
  BOOST_TEST(error_of(t, "SELECT 1/0").sqlstate == "22012");
  t.commit();
  BOOST_TEST(count() == 1);
}

BOOST_AUTO_TEST_CASE(a_failed_transaction_does_not_commit_in_silence) {
  Transaction t(pool->acquire());
  add(t, "x");
  const auto is_division = [](const SqlError& error) { return error.sqlstate == "22012"; };
  BOOST_CHECK_EXCEPTION(t.execute("SELECT 1/0"), SqlError, is_division);
  BOOST_CHECK_EXCEPTION(t.execute("SELECT 1"), SqlError, is_division);
  BOOST_CHECK_EXCEPTION(t.commit(), SqlError, is_division);
  t.rollback();
  BOOST_TEST(count() == 0);
}

BOOST_AUTO_TEST_CASE(an_error_swallowed_inside_a_savepoint_undoes_it) {
  Transaction t(pool->acquire());
  add(t, "outside");
  BOOST_CHECK_THROW(t.savepoint([&] {
    try {
      t.execute("SELECT 1/0");
    } catch (const SqlError&) {
    }
  }),
                    SqlError);
  t.commit();
  BOOST_TEST(count() == 1);
}

BOOST_AUTO_TEST_CASE(actions_run_in_order_around_the_commit) {
  std::vector<std::string> order;
  Transaction t(pool->acquire());
  t.after_commit([&] { order.push_back("after 1: " + std::to_string(count())); });
  t.before_commit([&] {
    order.emplace_back("before 1");
    t.before_commit([&] { order.emplace_back("before 2"); });
    add(t, "by the action");
  });
  t.after_commit([&] { order.emplace_back("after 2"); });
  t.commit();
  BOOST_TEST(order == (std::vector<std::string>{"before 1", "before 2", "after 1: 1", "after 2"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_failing_action_after_the_commit_keeps_neither_the_others_nor_the_data_back) {
  int called = 0, tried = 0;
  const auto work = [&](Transaction& t) {
    ++tried;
    add(t, "x");
    t.after_commit([] { throw SqlError("later", "40001", "", "", ""); });
    t.after_commit([&] { ++called; });
  };
  BOOST_CHECK_THROW(in_transaction(*pool, work), SqlError);
  BOOST_TEST(called == 1);
  BOOST_TEST(tried == 1);
  BOOST_TEST(count() == 1);
}

BOOST_AUTO_TEST_CASE(concurrent_writers_of_one_row_all_succeed) {
  in_transaction(
      *pool, [](Transaction& t) { t.execute("INSERT INTO parent (name, size) VALUES ('x', 1)"); });
  std::atomic<int> runs = 0;
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 4; ++writer)
    writers.emplace_back([&] {
      for (int round = 0; round < 10; ++round)
        in_transaction(*pool, [&](Transaction& t) {
          ++runs;
          const auto size = t.execute("SELECT size FROM parent")[0][0].integer();
          t.execute({"UPDATE parent SET size = %s", {size + 1}});
        });
    });
  for (auto& writer : writers) writer.join();
  Transaction t(pool->acquire());
  BOOST_TEST(t.execute("SELECT size FROM parent")[0][0].integer() == 41);
  BOOST_TEST(runs >= 40);
}

BOOST_AUTO_TEST_CASE(a_conflict_that_stays_is_given_up_after_five_retries) {
  int runs = 0;
  const auto work = [&](Transaction&) {
    ++runs;
    throw SqlError("could not serialize access", "40001", "", "", "");
  };
  BOOST_CHECK_THROW(in_transaction(*pool, work), SqlError);
  BOOST_TEST(runs == 6);
  runs = 0;
  const auto refused = [&](Transaction& t) {
    ++runs;
    t.execute("SELECT 1/0");
  };
  BOOST_CHECK_THROW(in_transaction(*pool, refused), SqlError);
  BOOST_TEST(runs == 1);
}

BOOST_AUTO_TEST_CASE(a_lost_connection_is_told_from_a_refused_statement) {
  Transaction t(pool->acquire());
  cut(t);
  BOOST_CHECK_THROW(t.execute("SELECT 1"), ConnectionLost);
  BOOST_CHECK_THROW(t.commit(), std::runtime_error);
  t.rollback();
  BOOST_TEST(count() == 0);
}

BOOST_AUTO_TEST_CASE(a_connection_lost_during_commit_leaves_a_doubt_that_is_said) {
  Transaction t(pool->acquire());
  add(t, "maybe");
  cut(t);
  bool called = false;
  t.after_commit([&] { called = true; });
  BOOST_CHECK_THROW(t.commit(), CommitInDoubt);
  BOOST_TEST(!called);
  BOOST_TEST(!t.committed());
}

BOOST_AUTO_TEST_CASE(a_deferred_constraint_fails_the_commit) {
  in_transaction(*pool, [](Transaction& t) {
    t.execute(
        "ALTER TABLE child ALTER CONSTRAINT child_parent_id_fkey DEFERRABLE INITIALLY DEFERRED");
  });
  Transaction t(pool->acquire());
  t.execute("INSERT INTO child (parent_id) VALUES (99)");
  BOOST_CHECK_EXCEPTION(t.commit(), SqlError,
                        [](const SqlError& error) { return error.sqlstate == "23503"; });
}

BOOST_AUTO_TEST_CASE(what_is_put_off_is_done_before_what_is_asked_next) {
  Transaction t(pool->acquire());
  t.execute_later({"INSERT INTO parent (name) VALUES (%s)", {"a"}});
  t.execute_later({"INSERT INTO parent (name) VALUES (%s)", {"b"}});
  BOOST_TEST(t.execute("SELECT string_agg(name, '' ORDER BY id) FROM parent")[0][0].str() == "ab");
  t.execute_later({"INSERT INTO parent (name) VALUES (%s)", {"c"}});
  t.savepoint([&] {
    BOOST_TEST(t.execute("SELECT count(*) FROM parent")[0][0].integer() == 3);
    t.execute_later({"INSERT INTO parent (name) VALUES (%s)", {"d"}});
  });
  BOOST_CHECK_THROW(t.savepoint([&] {
    t.execute_later({"INSERT INTO parent (name) VALUES (%s)", {"undone"}});
    throw std::runtime_error("changed my mind");
  }),
                    std::runtime_error);
  t.execute_later({"INSERT INTO parent (name) VALUES (%s)", {"e"}});
  t.commit();
  BOOST_TEST(count() == 5);
  // alone in its transaction
  Transaction other(pool->acquire());
  other.execute_later({"INSERT INTO parent (name) VALUES (%s)", {"f"}});
  other.commit();
  BOOST_TEST(count() == 6);
}

BOOST_AUTO_TEST_CASE(what_is_put_off_and_refused_fails_the_commit_and_leaves_the_connection_good) {
  const auto small = Pool::create(database.dsn(), 1);
  {
    Transaction t(small->acquire());
    add(t, "x");
    t.execute_later({"INSERT INTO parent (name) VALUES (%s)", {"x"}});
    bool called = false;
    t.after_commit([&] { called = true; });
    BOOST_CHECK_EXCEPTION(t.commit(), SqlError,
                          [](const SqlError& error) { return error.sqlstate == "23505"; });
    BOOST_TEST(!called);
    BOOST_TEST(!t.committed());
  }
  BOOST_TEST(count() == 0);
  Transaction next(small->acquire());
  add(next, "y");
  next.commit();
  BOOST_TEST(count() == 1);
}

BOOST_AUTO_TEST_CASE(what_begins_a_transaction_is_looked_at_before_the_first_answer_is_given) {
  std::vector<std::string> order;
  Transaction t(pool->acquire());
  t.begin_with("SELECT 42", [&](const Result& answer) {
    BOOST_TEST(answer[0][0].integer() == 42);
    order.emplace_back("looked");
  });
  BOOST_TEST(t.execute("SELECT 1")[0][0].integer() == 1);
  order.emplace_back("answered");
  t.execute("SELECT 2");
  BOOST_TEST(order == (std::vector<std::string>{"looked", "answered"}),
             boost::test_tools::per_element());
  t.commit();

  // what it throws comes out of the statement, and of all that follow
  struct Stop {};
  Transaction refused(pool->acquire());
  refused.begin_with("SELECT 1", [](const Result&) { throw Stop(); });
  BOOST_CHECK_THROW(refused.execute({"INSERT INTO parent (name) VALUES (%s)", {"x"}}), Stop);
  BOOST_CHECK_THROW(refused.execute("SELECT 1"), Stop);
  BOOST_CHECK_THROW(refused.commit(), Stop);
  refused.rollback();
  BOOST_TEST(count() == 0);

  // asked for without a statement, and not lost with a parameter that cannot be sent
  int looks = 0;
  Transaction alone(pool->acquire());
  alone.begin_with("SELECT 1", [&](const Result&) { ++looks; });
  BOOST_CHECK_THROW(alone.execute({"SELECT %s", {std::string("a\0b", 3)}}), std::invalid_argument);
  BOOST_TEST(looks == 0);
  alone.begin();
  alone.begin();
  BOOST_TEST(looks == 1);
}

BOOST_AUTO_TEST_CASE(a_transaction_that_has_only_read_does_not_hold_up_the_next_on_its_connection) {
  const auto small = Pool::create(database.dsn(), 1);
  for (int round = 0; round < 20; ++round) {
    Transaction reader(small->acquire());
    BOOST_TEST(reader.execute(Sql::hot("SELECT count(*) FROM parent"))[0][0].integer() == round);
    reader.commit();
    BOOST_TEST(reader.committed());
    Transaction writer(small->acquire());
    add(writer, "row " + std::to_string(round));
    writer.commit();
  }
  // and its snapshot is given up
  { Transaction(small->acquire()).execute(Sql::hot("SELECT 1")); }
  BOOST_TEST(count() == 20);
}

BOOST_AUTO_TEST_SUITE_END()
