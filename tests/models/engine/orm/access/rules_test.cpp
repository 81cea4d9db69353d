// Rules as ir.rule has them: all global ones hold, and one of those of the caller's groups.
#include <boost/test/unit_test.hpp>

#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/search.hpp"
#include "tests/support/models.hpp"

using namespace chatterd;

namespace {

Value list(std::initializer_list<Value> items) { return Value(std::vector<Value>(items)); }

struct Fixture {
  test::Installation& installation = shared();
  static test::Installation& shared() {
    static test::Installation installation;
    return installation;
  }
  // Does it in a transaction that leaves nothing behind.
  void undone(const std::function<void(const Env&)>& work) {
    struct Undo {};
    BOOST_CHECK_THROW(installation.engine().run_sudo([&](const Env& env) -> Value {
      work(env);
      throw Undo{};
    }),
                      Undo);
  }
  static void rule(const Env& env, const std::string& domain,
                   const std::vector<std::string>& groups, const std::string& but = "") {
    Value ids = Value::array();
    for (const std::string& group : groups) ids.push_back(list({4, env.ref(group)}));
    Value values = {
        {"name", "test " + domain},
        {"model_id", env["ir.model"].search(list({list({"model", "=", "mail.shortcode"})})).id()},
        {"domain_force", domain},
        {"groups", ids}};
    if (!but.empty()) values["perm_" + but] = false;
    env["ir.rule"].create(values);
    env.clear_caches();
  }
  static std::set<std::string> seen(const Env& env, Id uid) {
    std::set<std::string> out;
    for (const Records& one : env.with_user(uid)["mail.shortcode"].search(Value::array()).each())
      out.insert(one.sudo().text("source"));
    return out;
  }
  static void shortcodes(const Env& env) {
    env["mail.shortcode"].search(Value::array()).unlink();
    for (const char* source : {"a", "ab", "abc", "b", "bc", "c"})
      env["mail.shortcode"].create({{"source", source}, {"substitution", source}});
  }
};

std::set<std::string> holding(std::initializer_list<const char*> letters) {
  std::set<std::string> out;
  for (const char* source : {"a", "ab", "abc", "b", "bc", "c"})
    if (std::all_of(letters.begin(), letters.end(), [&](const char* letter) {
          return std::string(source).find(letter) != std::string::npos;
        }))
      out.insert(source);
  return out;
}

std::string has(const char* letter) {
  return std::string("[('source', 'like', '") + letter + "')]";
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(rules, Fixture)

// Global rules a and b, rules of groups c and a: each there or not.
BOOST_AUTO_TEST_CASE(are_all_global_ones_and_one_of_the_groups) {
  const Id demo = installation.uid("demo");
  for (int bits = 0; bits < 16; ++bits)
    undone([&](const Env& env) {
      shortcodes(env);
      if (bits & 1) rule(env, has("a"), {});
      if (bits & 2) rule(env, has("b"), {});
      if (bits & 4) rule(env, has("c"), {"base.group_user"});
      if (bits & 8) rule(env, has("a"), {"base.group_user", "base.group_portal"});
      std::set<std::string> expected;
      for (const char* source : {"a", "ab", "abc", "b", "bc", "c"}) {
        const std::string text = source;
        const bool a = text.find('a') != std::string::npos, b = text.find('b') != std::string::npos,
                   c = text.find('c') != std::string::npos;
        const bool global = (!(bits & 1) || a) && (!(bits & 2) || b);
        const bool grouped = !(bits & 12) || ((bits & 4) && c) || ((bits & 8) && a);
        if (global && grouped) expected.insert(text);
      }
      BOOST_TEST((seen(env, demo) == expected), "rules " << bits);
      BOOST_TEST(seen(env, superuser_id).size() == 6u);
    });
}

BOOST_AUTO_TEST_CASE(of_groups_that_the_caller_is_not_in_do_not_concern_him) {
  undone([&](const Env& env) {
    shortcodes(env);
    rule(env, has("c"), {"base.group_system"});
    BOOST_TEST((seen(env, installation.uid("demo")) == holding({})));
    BOOST_TEST((seen(env, installation.uid("admin")) == holding({"c"})));
  });
}

BOOST_AUTO_TEST_CASE(hold_for_what_is_read_and_not_for_modes_that_they_leave_out) {
  undone([&](const Env& env) {
    shortcodes(env);
    rule(env, has("a"), {}, "write");
    const Env demo = env.with_user(installation.uid("demo"));
    const Records others = env["mail.shortcode"].search(list({term("source", "=", "b")}));
    BOOST_TEST(rule_domain(demo, others.model(), "write") == Value::array());
    BOOST_TEST(rule_domain(demo, others.model(), "read") != Value::array());
    BOOST_CHECK_THROW(others.with_env(demo).read({"source"}), AccessError);
    BOOST_TEST(filter_access_rules(others.with_env(demo), "read").empty());
    BOOST_TEST(filter_access_rules(others.with_env(demo), "write").size() == 1u);
  });
}

BOOST_AUTO_TEST_CASE(know_the_caller) {
  undone([&](const Env& env) {
    shortcodes(env);
    const Id demo = installation.uid("demo");
    env.with_user(demo)["mail.shortcode"].create({{"source", "mine"}, {"substitution", "x"}});
    rule(env, "[('create_uid', '=', user.id)]", {});
    BOOST_TEST((seen(env, demo) == std::set<std::string>{"mine"}));
    BOOST_TEST(seen(env, installation.uid("bob")).empty());
  });
}

BOOST_AUTO_TEST_CASE(that_nobody_can_evaluate_refuse_all) {
  for (const char* broken :
       {"[('source', '=', nope)]", "[(", "user.nope.there", "__import__('os')"})
    undone([&](const Env& env) {
      shortcodes(env);
      rule(env, broken, {});
      BOOST_TEST(seen(env, installation.uid("demo")).empty(), broken);
      BOOST_TEST(seen(env, superuser_id).size() == 6u, broken);
    });
}

BOOST_AUTO_TEST_SUITE_END()
