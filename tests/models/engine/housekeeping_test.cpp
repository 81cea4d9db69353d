#include "models/engine/housekeeping.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <future>

#include "bridge/files/filestore.hpp"
#include "bridge/files/hash.hpp"
#include "bridge/postgres/connection.hpp"
#include "tests/support/models.hpp"

using namespace chatterd;

namespace {

void add_bus_rows(Engine& engine) {
  engine.run_sudo([](const Env& env) {
    env.cr().execute(
        "INSERT INTO bus_bus (channel, message, create_uid, create_date) SELECT '\"gc\"', "
        "age::text, 1, "
        "(now() at time zone 'UTC') - age * interval '1 second' FROM unnest(ARRAY[0, 90, 110, "
        "5000]) AS age");
    return Value();
  });
}

std::vector<std::string> bus_rows(Engine& engine) {
  std::vector<std::string> out;
  engine.run_sudo([&](const Env& env) {
    out.clear();
    for (const bridge::Row row :
         env.cr().execute("SELECT message FROM bus_bus WHERE channel = '\"gc\"' ORDER BY id"))
      out.push_back(row[0].str());
    return Value();
  });
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(one_engine_at_a_time_removes_what_two_polls_have_missed) {
  test::Installation installation;
  Engine other(bridge::Pool::create(installation.engine().pool().dsn(), 2), "",
               [](const std::vector<std::string>&) {});
  add_bus_rows(installation.engine());
  // the first is at it, and has not committed
  std::promise<void> begun, end;
  auto first = std::async(std::launch::async, [&] {
    installation.engine().run_sudo([&](const Env& env) {
      env.cr().execute("SELECT pg_try_advisory_xact_lock(1667785076)");
      begun.set_value();
      end.get_future().wait();
      return Value();
    });
  });
  begun.get_future().wait();
  BOOST_TEST(!keep_house(other));
  BOOST_TEST(bus_rows(other).size() == 4U);
  end.set_value();
  first.wait();
  BOOST_TEST(keep_house(other));
  BOOST_TEST(bus_rows(other) == std::vector<std::string>({"0", "90"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(where_odoo_has_its_jobs_they_do_it) {
  test::Installation installation;
  add_bus_rows(installation.engine());
  installation.engine().run_sudo([](const Env& env) {
    env.cr().execute("INSERT INTO ir_cron (user_id, active, nextcall) VALUES (1, true, now())");
    return Value();
  });
  BOOST_TEST(!keep_house(installation.engine()));
  BOOST_TEST(bus_rows(installation.engine()).size() == 4U);
}

BOOST_AUTO_TEST_CASE(files_that_no_attachment_names_any_more_go_and_others_stay) {
  namespace fs = std::filesystem;
  test::Installation installation;
  const fs::path folder = fs::temp_directory_path() / ("chatterd-house-" + bridge::random_hex(6));
  Engine engine(bridge::Pool::create(installation.engine().pool().dsn(), 2), folder.string(),
                [](const std::vector<std::string>&) {});
  bridge::Filestore store(folder);
  const std::string used = store.write("used"), unused = store.write("unused"),
                    fresh = store.write("fresh");
  for (const std::string& name : {used, unused})
    fs::last_write_time(folder / "checklist" / name,
                        fs::file_time_type::clock::now() - std::chrono::hours(2));
  engine.run_sudo([&](const Env& env) {
    env.cr().execute(bridge::Sql(
        "INSERT INTO ir_attachment (name, type, store_fname) VALUES ('a', 'binary', %s)", {used}));
    return Value();
  });
  BOOST_TEST(keep_house(engine));
  BOOST_TEST((store.read(used) == "used"));
  BOOST_TEST(!store.read(unused).has_value());
  BOOST_TEST((store.read(fresh) == "fresh"));
  fs::remove_all(folder);
}
