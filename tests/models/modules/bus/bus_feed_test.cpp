#include "models/modules/bus/bus_feed.hpp"

#include <boost/test/unit_test.hpp>
#include <thread>

#include "bridge/postgres/connection.hpp"
#include "tests/support/postgres.hpp"

using namespace chatterd;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

// bus_bus and what the feed reads with it, as Odoo makes them.
struct Database {
  test::ScratchDatabase scratch;
  std::shared_ptr<bridge::Pool> pool = bridge::Pool::create(scratch.dsn(), 4);
  Database() {
    bridge::Connection(scratch.dsn())
        .execute(
            "CREATE TABLE bus_bus (id serial PRIMARY KEY, channel varchar, message varchar, "
            "create_uid int, "
            "create_date timestamp, write_uid int, write_date timestamp); "
            "CREATE TABLE mail_channel_partner (channel_id int, partner_id int)");
  }
};

// A writer with a transaction of its own.
struct Writer {
  bridge::Connection connection;
  explicit Writer(const Database& database) : connection(database.scratch.dsn()) {
    connection.command("BEGIN");
  }
  Id insert(const std::string& message) {
    return connection
        .execute({"INSERT INTO bus_bus (channel, message, create_uid, create_date) VALUES "
                  "('\"c\"', %s, 1, now() at time "
                  "zone 'UTC') RETURNING id",
                  {message}})[0][0]
        .integer();
  }
  void commit() { connection.command("COMMIT"); }
  void roll_back() { connection.command("ROLLBACK"); }
};

bool any(const BusEntry&) { return true; }

std::vector<std::string> texts(const BusEntries& entries) {
  std::vector<std::string> out;
  for (const auto& entry : entries) out.push_back(entry->text.substr(entry->text.rfind(':') + 1));
  return out;
}

using Texts = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_CASE(a_rolled_back_id_holds_nobody_up) {
  Database database;
  BusFeed feed(database.pool, [](const BusEntries&) {});
  feed.start();
  Writer failing(database), writer(database);
  failing.insert("1");
  writer.insert("2");
  failing.roll_back();
  writer.commit();
  BOOST_TEST(feed.catch_up(seconds(20)));
  BOOST_TEST(texts(*feed.young(50, any)) == Texts({"2"}), boost::test_tools::per_element());
  BOOST_TEST(feed.counters().milestones == 0U);
}

BOOST_AUTO_TEST_CASE(what_comes_late_reaches_a_client_of_any_engine_and_of_one_that_begins_later) {
  Database database;
  BusFeed one(database.pool, [](const BusEntries&) {}),
      two(database.pool, [](const BusEntries&) {});
  one.start();
  two.start();
  Writer slow(database), quick(database);
  slow.insert("1");
  quick.insert("2");
  quick.commit();
  BOOST_TEST(one.catch_up(seconds(20)));  // goes on beyond the one that is missing
  const auto first = *one.after(0, any);
  BOOST_TEST(texts(first) == Texts({"2"}), boost::test_tools::per_element());
  const Id last = first.back()->place;
  slow.insert("3");
  slow.commit();
  BOOST_TEST(two.catch_up(seconds(20)));
  auto late = *two.after(last, any);
  // in the order of places, which is not that of ids here
  BOOST_TEST(texts(late) == Texts({"3", "1"}), boost::test_tools::per_element());
  const Id end = late.back()->place;
  BOOST_TEST(end > late.front()->id);
  BOOST_TEST(two.after(end, any)->empty());
  BusFeed three(database.pool, [](const BusEntries&) {});
  three.start();
  BOOST_TEST(three.catch_up(seconds(20)));
  BOOST_TEST(texts(*three.after(last, any)) == Texts({"3", "1"}), boost::test_tools::per_element());
  // and from the table, for whom the memory of an engine is too short
  bridge::in_transaction(*database.pool, [&](bridge::Transaction& transaction) {
    BOOST_TEST(BusTable::recall(transaction, {"\"c\""}, last, three.settled(), 50).size() == 2U);
    BOOST_TEST(BusTable::recall(transaction, {"\"c\""}, end, three.settled(), 50).empty());
    BOOST_TEST(BusTable::recall(transaction, {"\"d\""}, last, three.settled(), 50).empty());
  });
}

BOOST_AUTO_TEST_CASE(a_savepoint_that_is_rolled_back_leaves_the_rest) {
  Database database;
  BusFeed feed(database.pool, [](const BusEntries&) {});
  feed.start();
  Writer writer(database), other(database);
  writer.connection.command("SAVEPOINT s");
  writer.insert("1");
  writer.connection.command("ROLLBACK TO SAVEPOINT s");
  writer.connection.command("SAVEPOINT t");
  writer.insert("2");
  writer.connection.command("RELEASE SAVEPOINT t");
  other.insert("3");
  other.commit();
  BOOST_TEST(feed.catch_up(seconds(20)));
  BOOST_TEST(texts(*feed.after(0, any)) == Texts({"3"}), boost::test_tools::per_element());
  writer.commit();
  BOOST_TEST(feed.catch_up(seconds(20)));
  BOOST_TEST(texts(*feed.after(0, any)) == Texts({"3", "2"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_reader_that_hangs_holds_up_a_milestone_for_a_while_and_nobody_for_ever) {
  Database database;
  BusFeed feed(database.pool, [](const BusEntries&) {});
  feed.start();
  // somebody keeps the lock that readers share
  auto hanging = std::make_unique<bridge::Connection>(database.scratch.dsn());
  hanging->command("BEGIN; SELECT pg_advisory_xact_lock_shared(1667326068, 1)");
  Writer slow(database), quick(database);
  slow.insert("1");
  quick.insert("2");
  quick.commit();
  BOOST_TEST(!feed.catch_up(milliseconds(300)));
  hanging.reset();
  BOOST_TEST(feed.catch_up(seconds(20)));
  BOOST_TEST(texts(*feed.after(0, any)) == Texts({"2"}), boost::test_tools::per_element());
}
