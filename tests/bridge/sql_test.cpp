#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <thread>

#include "bridge/pool.hpp"

using namespace chatterd::bridge;

BOOST_AUTO_TEST_CASE(quick) {
  auto pool = Pool::create("host=/work/pg user=postgres dbname=postgres", 3);
  {
    Transaction t(pool->acquire());
    t.execute(
        "CREATE TABLE IF NOT EXISTS zz_b(id serial primary key, name varchar not null, j jsonb, b bytea, ts timestamp "
        "default now(), n numeric, f float8, unique(name)); TRUNCATE zz_b");
    for (int i = 0; i < 4; i++) {
      auto r = t.execute({"INSERT INTO zz_b(name,j,b,n,f) VALUES (%s,%s,%s,%s,%s) RETURNING id",
                          {"x" + std::to_string(i), R"({"a":1})", Bytes{std::string("\0\1A", 3)}, 1.5, 0.1}});
      BOOST_TEST(r.ids().size() == 1);
    }
    t.copy_in("zz_b", {"name", "n"}, {"c1\t3", "c\\t2\t\\N"});
    std::cerr << t.execute("SELECT *, array[id] as ids, array[name] AS names, now() FROM zz_b")[0].json() << "\n";
    std::cerr << t.execute({"SELECT * FROM zz_b where name = ANY(%s::text[]) or id = ANY(%s::int[])",
                            {std::vector<std::string>{"c\t2", "\"'\\{},"}, Ids{1, 2}}})[0]
                     .json()
              << "\n";
    for (const char* bad : {"INSERT INTO zz_b(name) VALUES ('x1')", "INSERT INTO zz_b(name) VALUES (null)",
                            "SELECT foo", "SELECT 1/0", "SELEC"}) {
      try {
        t.savepoint([&] { t.execute(bad); });
      } catch (const SqlError& e) {
        std::cerr << "[" << e.what() << "] " << e.sqlstate << " " << e.table << " " << e.column << " " << e.constraint
                  << "\n";
      }
    }
    t.commit();
  }
  {
    Transaction t(pool->acquire());
    auto pid = t.execute("SELECT pg_backend_pid()")[0][0].integer();
    Transaction k(pool->acquire());
    k.execute({"SELECT pg_terminate_backend(%s::int)", {pid}});
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    try {
      t.execute("SELECT 1");
    } catch (const ConnectionLost& e) {
      std::cerr << "LOST " << e.what() << "\n";
    }
    auto pid2 = k.execute("SELECT pg_backend_pid()")[0][0].integer();
    k.commit();
    Transaction k2(pool->acquire());
    k2.execute({"SELECT pg_terminate_backend(%s::int)", {pid2}});
  }
}
