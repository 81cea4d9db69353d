// The address of a visitor's page is a stranger's text, as long as a request may be: a rule that
// looks for an expression in it answers, whatever it is.
#include <boost/test/unit_test.hpp>

#include "models/engine/engine.hpp"
#include "models/engine/orm/records.hpp"
#include "models/engine/setup/new_database.hpp"
#include "tests/support/postgres.hpp"

using namespace chatterd;

BOOST_AUTO_TEST_CASE(a_rule_looks_through_an_address_of_any_length) {
  test::ScratchDatabase database;
  const auto pool = bridge::Pool::create(database.dsn(), 2);
  create_database(*pool, "admin", {"im_livechat", "rating"});
  Engine engine(pool, "", [](const std::vector<std::string>&) {});
  engine.run_sudo([](const Env& env) -> Value {
    const Records channel = env["im_livechat.channel"].create({{"name", "shop"}});
    const Records rules = env["im_livechat.channel.rule"];
    const auto rule_for = [&](const char* expression, const std::string& url) {
      const Records rule = rules.create({{"channel_id", channel.id()}, {"regex_url", expression}});
      const Value found = rules.call("match_rule", Value::array({channel.id(), url}));
      const bool matches = found == Value::array({rule.id()});
      rule.unlink();
      return matches;
    };
    const std::string far = "https://shop.example/" + std::string(1'000'000, 'a');
    BOOST_CHECK(rule_for(".*/shop", "https://x.example/shop"));
    BOOST_CHECK(rule_for("^https://shop", far));
    BOOST_CHECK(rule_for(".*end$", far + "end"));
    BOOST_CHECK(!rule_for(".*support", far));
    BOOST_CHECK(!rule_for("(a|aa)+b", far));  // more steps than anybody would wait for
    BOOST_CHECK(!rule_for("(", far));
    return nullptr;
  });
}
