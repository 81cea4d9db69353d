// Two engines on one database: what one changes, the other does not go on believing.
#include "models/engine/engine.hpp"

#include <boost/test/unit_test.hpp>

#include "models/engine/orm/records.hpp"
#include "models/engine/setup/new_database.hpp"
#include "tests/support/postgres.hpp"

using namespace chatterd;

BOOST_AUTO_TEST_CASE(who_begins_while_another_engine_commits_does_not_keep_what_was_before) {
  test::ScratchDatabase database;
  const auto pool = bridge::Pool::create(database.dsn(), 4);
  create_database(*pool, "admin");
  const auto nobody_hears = [](const std::vector<std::string>&) {};
  Engine one(pool, "", nobody_hears), other(pool, "", nobody_hears);
  const auto told_by = [](Engine& engine) {
    return engine
        .run_sudo([](const Env& env) -> Value {
          return env.user_info(env.ref("base.user_admin"))->notification_type;
        })
        .get<std::string>();
  };
  const std::string before = told_by(other), after = before == "email" ? "inbox" : "email";
  one.run_sudo([&](const Env& env) -> Value {
    const Records admin = env.browse("res.users", {env.ref("base.user_admin")});
    admin.write({{"notification_type", after}});
    // the number counts already, the rows do not
    env.cr().before_commit([&] { BOOST_TEST(told_by(other) == before); });
    return nullptr;
  });
  BOOST_TEST(told_by(one) == after);
  BOOST_TEST(told_by(other) == after);
}
