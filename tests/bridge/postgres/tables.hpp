// Two tables to try transactions and statements on.
#pragma once
#include <memory>
#include <string>
#include <thread>

#include "bridge/postgres/connection.hpp"
#include "bridge/postgres/pool.hpp"
#include "bridge/postgres/transaction.hpp"
#include "tests/support/postgres.hpp"

namespace chatterd::bridge::test {

struct Tables {
  chatterd::test::ScratchDatabase database;
  std::shared_ptr<Pool> pool = Pool::create(database.dsn(), 4);
  Tables() {
    in_transaction(*pool, [](Transaction& t) {
      t.execute(
          "CREATE TABLE parent (id serial PRIMARY KEY, name varchar NOT NULL CONSTRAINT name_once "
          "UNIQUE,"
          " size int CONSTRAINT size_positive CHECK (size > 0));"
          "CREATE TABLE child (id serial PRIMARY KEY, parent_id int REFERENCES parent (id))");
    });
  }
  std::int64_t count() {
    Transaction t(pool->acquire());
    return t.execute("SELECT count(*) FROM parent")[0][0].integer();
  }
  static void add(Transaction& t, const std::string& name) {
    t.execute({"INSERT INTO parent (name) VALUES (%s)", {name}});
  }
  // Ends the transaction's session from outside.
  void cut(Transaction& t) {
    const auto pid = t.execute("SELECT pg_backend_pid()")[0][0].integer();
    Connection other(database.dsn());
    other.execute({"SELECT pg_terminate_backend(%s::int)", {pid}});
    while (!other.execute({"SELECT 1 FROM pg_stat_activity WHERE pid = %s", {pid}}).empty())
      std::this_thread::yield();
  }
};

}  // namespace chatterd::bridge::test
