#include "bridge/postgres/pool.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "bridge/postgres/connection.hpp"
#include "tests/support/postgres.hpp"

using namespace chatterd::bridge;
using std::chrono::milliseconds;

namespace {

void end_session(std::int64_t pid) {
  Connection other(chatterd::test::dsn_of("postgres"));
  other.execute({"SELECT pg_terminate_backend(%s::int)", {pid}});
  while (!other.execute({"SELECT 1 FROM pg_stat_activity WHERE pid = %s", {pid}}).empty())
    std::this_thread::yield();
}

std::int64_t pid_of(Transaction& transaction) {
  return transaction.execute("SELECT pg_backend_pid()")[0][0].integer();
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_connection_is_opened_when_needed_and_used_again) {
  const auto pool = Pool::create(chatterd::test::dsn_of("postgres"), 3);
  BOOST_TEST(pool->stats().open == 0U);
  std::int64_t first = 0;
  {
    Transaction transaction(pool->acquire());
    first = pid_of(transaction);
    BOOST_TEST(pool->stats().busy == 1U);
  }
  Transaction transaction(pool->acquire());
  BOOST_TEST(pid_of(transaction) == first);
  transaction.commit();
  BOOST_TEST(pool->stats().busy == 0U);
  BOOST_TEST(pool->stats().open == 1U);
  BOOST_TEST(pool->stats().statements == 2U);
  BOOST_TEST(pool->database() == "postgres");
}

BOOST_AUTO_TEST_CASE(the_session_speaks_utf8_and_utc) {
  const auto pool = Pool::create(
      chatterd::test::dsn_of("postgres") + " options='-c timezone=Asia/Tokyo -c datestyle=German'",
      1);
  Transaction transaction(pool->acquire());
  for (const auto& [setting, value] : {std::pair("client_encoding", "UTF8"),
                                       {"TimeZone", "UTC"},
                                       {"DateStyle", "ISO, MDY"},
                                       {"standard_conforming_strings", "on"}})
    BOOST_TEST(transaction.execute(Sql(std::string("SHOW ") + setting))[0][0].str() == value);
}

BOOST_AUTO_TEST_CASE(when_all_are_lent_one_waits_for_the_next) {
  const auto pool = Pool::create(chatterd::test::dsn_of("postgres"), 1);
  auto lent = pool->acquire();
  BOOST_CHECK_THROW(pool->acquire(milliseconds(20)), ConnectionLost);
  std::thread giver([&lent, pool] {
    while (pool->stats().waiting == 0) std::this_thread::yield();
    lent.reset();
  });
  BOOST_TEST((pool->acquire() != nullptr));
  giver.join();
}

BOOST_AUTO_TEST_CASE(a_connection_that_broke_while_idle_is_replaced) {
  const auto pool = Pool::create(chatterd::test::dsn_of("postgres"), 1);
  std::int64_t first = 0;
  {
    Transaction transaction(pool->acquire());
    first = pid_of(transaction);
  }
  end_session(first);
  Transaction transaction(pool->acquire());
  BOOST_TEST(pid_of(transaction) != first);
}

BOOST_AUTO_TEST_CASE(a_connection_that_breaks_after_it_was_lent_is_replaced_before_anything_began) {
  const auto pool = Pool::create(chatterd::test::dsn_of("postgres"), 1);
  auto connection = pool->acquire();
  end_session(connection->backend_pid());
  Transaction transaction(std::move(connection));
  BOOST_TEST(transaction.execute("SELECT 1")[0][0].integer() == 1);
}

BOOST_AUTO_TEST_CASE(a_transaction_left_open_by_an_error_does_not_reach_the_next_user) {
  const auto pool = Pool::create(chatterd::test::dsn_of("postgres"), 1);
  {
    Transaction transaction(pool->acquire());
    BOOST_CHECK_THROW(transaction.execute("SELECT 1/0"), SqlError);
  }
  Transaction transaction(pool->acquire());
  BOOST_TEST(transaction.execute("SELECT 1")[0][0].integer() == 1);
}

BOOST_AUTO_TEST_CASE(an_unreachable_database_is_said_and_does_not_use_up_the_pool) {
  const auto pool = Pool::create("host=/nonexistent dbname=none", 1);
  for (int attempt = 0; attempt < 3; ++attempt) BOOST_CHECK_THROW(pool->acquire(), ConnectionLost);
  BOOST_TEST(pool->stats().busy == 0U);
  const auto other = Pool::create(chatterd::test::dsn_of("no_such_database"), 1);
  BOOST_CHECK_EXCEPTION(other->acquire(), ConnectionLost, [](const ConnectionLost& error) {
    return std::string(error.what()).find("database \"no_such_database\" does not exist") !=
           std::string::npos;
  });
}

BOOST_AUTO_TEST_CASE(a_lent_connection_outlives_its_pool) {
  auto pool = Pool::create(chatterd::test::dsn_of("postgres"), 1);
  Transaction transaction(pool->acquire());
  pool.reset();
  BOOST_TEST(transaction.execute("SELECT 1")[0][0].integer() == 1);
}

// SQLSTATE 53300: PostgreSQL gives no more connections than it has.
BOOST_AUTO_TEST_CASE(when_postgresql_has_no_more_one_waits_for_an_own_one) {
  const std::string role = "limited_" + std::to_string(::getpid());
  Connection admin(chatterd::test::dsn_of("postgres"));
  admin.execute(Sql("CREATE ROLE " + role + " LOGIN CONNECTION LIMIT 2"));
  {
    const auto pool = Pool::create(chatterd::test::dsn_of("postgres") + " user=" + role, 8);
    auto first = pool->acquire(), second = pool->acquire();
    const auto before = std::chrono::steady_clock::now();
    BOOST_CHECK_THROW(pool->acquire(milliseconds(50)), ConnectionLost);
    BOOST_TEST((std::chrono::steady_clock::now() - before < std::chrono::seconds(20)));
    std::atomic<int> served = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i)
      threads.emplace_back([&] {
        for (int round = 0; round < 20; ++round) {
          const auto lent = pool->acquire();
          lent->execute("SELECT 1");
          ++served;
        }
      });
    first.reset();
    second.reset();
    for (std::thread& thread : threads) thread.join();
    BOOST_TEST(served == 120);
    BOOST_TEST(pool->stats().open <= 2U);
    BOOST_TEST(pool->stats().busy == 0U);
  }
  admin.execute(Sql("DROP ROLE " + role));
}

BOOST_AUTO_TEST_CASE(nobody_waits_for_an_own_one_when_there_is_none) {
  const auto pool = Pool::create(chatterd::test::dsn_of("there_is_no_such_database"), 2);
  BOOST_CHECK_THROW(pool->acquire(), ConnectionLost);
  BOOST_TEST(pool->stats().busy == 0U);
}
