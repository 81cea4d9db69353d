// A domain and its SQL say the same: what a search finds obeys the algebra of sets, and what a
// client sends is a value or an error, never a part of the statement.
#include <boost/test/unit_test.hpp>
#include <random>

#include "models/engine/orm/search/domain.hpp"
#include "models/engine/orm/search/search.hpp"
#include "tests/support/models.hpp"

using namespace chatterd;

namespace {

Value list(std::initializer_list<Value> items) { return Value(std::vector<Value>(items)); }

// Contacts with and without each value, made once.
test::Installation& people() {
  static test::Installation installation;
  static const bool made = [] {
    installation.engine().run_sudo([](const Env& env) -> Value {
      const Records partners = env["res.partner"];
      const Id company = partners.create({{"name", "Sets & Sons"}, {"is_company", true}}).id();
      for (int i = 0; i < 24; ++i) {
        Value values = {{"name", "set " + std::to_string(i)}};
        if (i % 2 == 0) values["email"] = "Set" + std::to_string(i % 6) + "@example.com";
        if (i % 3 == 0) values["parent_id"] = company;
        if (i % 4 == 0) values["color"] = i % 5;
        if (i % 5 == 0) values["ref"] = "100%_\\" + std::to_string(i);
        if (i % 6 == 0) values["date"] = "2020-01-1" + std::to_string(i % 10);
        if (i % 7 == 0) values["active"] = false;
        partners.create(values);
      }
      return nullptr;
    });
    return true;
  }();
  BOOST_TEST_REQUIRE(made);
  return installation;
}

std::set<Id> found(const Env& env, const Value& domain) {
  const Ids ids = env["res.partner"].with_context({{"active_test", false}}).search(domain).ids();
  return {ids.begin(), ids.end()};
}

// Terms whose opposite is a term too: "!" of one finds all that it does not.
const std::vector<Value>& terms() {
  static const std::vector<Value> all = {
      list({"name", "ilike", "set 1"}),
      list({"name", "=", "set 3"}),
      list({"name", "in", list({"set 2", "set 4", false})}),
      list({"email", "=", false}),
      list({"email", "!=", "Set2@example.com"}),
      list({"email", "not in", list({"Set0@example.com", "Set4@example.com"})}),
      list({"email", "ilike", "SET2"}),
      list({"email", "like", "Set"}),
      list({"ref", "ilike", "100%_"}),
      list({"color", "=", 0}),
      list({"color", "in", list({1, 4})}),
      list({"date", "=", "2020-01-16"}),
      list({"active", "=", false}),
      list({"is_company", "!=", true}),
      list({"parent_id", "=", false}),
      list({"parent_id", "ilike", "Sons"}),
      list({"child_ids", "!=", false}),
      list({"user_ids", "=", false}),
      list({"create_uid", "=", 1}),
      list({"id", "in", Value::array()}),
  };
  return all;
}

// Terms without an opposite, as in Odoo: who has no value, or no record on the way, is in neither.
const std::vector<Value>& one_sided() {
  static const std::vector<Value> all = {
      list({"email", "=ilike", "set_@example%"}),
      list({"color", ">", 1}),
      list({"parent_id.name", "=", "Sets & Sons"}),
      list({"child_ids.email", "ilike", "set0"}),
      list({0, "=", 1}),
      list({1, "=", 1}),
  };
  return all;
}

Value any_domain(std::mt19937& random, int depth, bool negated = false) {
  const unsigned kind = depth == 0 ? 3 : random() % 4;
  if (kind == 3) {
    const auto& from = negated || random() % 4 != 0 ? terms() : one_sided();
    return Value::array({from[random() % from.size()]});
  }
  Value domain = Value::array({kind == 0 ? "&" : kind == 1 ? "|" : "!"});
  for (int operand = 0; operand < (kind == 2 ? 1 : 2); ++operand)
    for (const Value& token : any_domain(random, depth - 1, negated || kind == 2))
      domain.push_back(token);
  return domain;
}

std::set<Id> both(const std::set<Id>& a, const std::set<Id>& b) {
  std::set<Id> out;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::inserter(out, out.end()));
  return out;
}

std::set<Id> either(std::set<Id> a, const std::set<Id>& b) {
  a.insert(b.begin(), b.end());
  return a;
}

// What the domain means, put together from what its terms find.
std::set<Id> meaning(const Env& env, const Value& domain, std::size_t& at,
                     const std::set<Id>& everyone) {
  const Value token = domain.at(at++);
  if (!token.is_string()) return found(env, Value::array({token}));
  const std::set<Id> first = meaning(env, domain, at, everyone);
  if (token == "!") {
    std::set<Id> out;
    std::set_difference(everyone.begin(), everyone.end(), first.begin(), first.end(),
                        std::inserter(out, out.end()));
    return out;
  }
  const std::set<Id> second = meaning(env, domain, at, everyone);
  return token == "&" ? both(first, second) : either(first, second);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_domain)

BOOST_AUTO_TEST_CASE(finds_what_its_terms_and_operators_mean) {
  people().engine().run_sudo([](const Env& env) -> Value {
    const std::set<Id> everyone = found(env, Value::array());
    BOOST_TEST(everyone.size() > 25u);
    std::mt19937 random(13);  // NOLINT: the same every time
    for (int round = 0; round < 150; ++round) {
      const Value domain = any_domain(random, 3);
      std::size_t at = 0;
      BOOST_TEST((found(env, domain) == meaning(env, domain, at, everyone)), domain.dump());
    }
    return nullptr;
  });
}

BOOST_AUTO_TEST_CASE(and_its_opposite_share_nothing_and_leave_nobody_out) {
  people().engine().run_sudo([](const Env& env) -> Value {
    const std::set<Id> everyone = found(env, Value::array());
    for (const Value& term : terms()) {
      const std::set<Id> with = found(env, Value::array({term}));
      const std::set<Id> without = found(env, Value::array({"!", term}));
      BOOST_TEST(both(with, without).empty(), term.dump());
      BOOST_TEST((either(with, without) == everyone), term.dump());
    }
    return nullptr;
  });
}

BOOST_AUTO_TEST_CASE(counts_what_it_finds) {
  people().engine().run_sudo([](const Env& env) -> Value {
    const Records partners = env["res.partner"].with_context({{"active_test", false}});
    for (const Value& term : terms())
      BOOST_TEST(partners.search_count(Value::array({term})) ==
                     static_cast<Id>(partners.search(Value::array({term})).size()),
                 term.dump());
    return nullptr;
  });
}

BOOST_AUTO_TEST_CASE(puts_what_a_client_sends_into_parameters_only) {
  people().engine().run_sudo([](const Env& env) -> Value {
    int made = 0;
    const std::string hostile = "x'); DROP TABLE res_partner; --";
    const Model& model = env.registry().at("res.partner");
    for (const char* field : {"name", "email", "ref", "parent_id", "parent_id.name", "child_ids"})
      for (const char* op :
           {"=", "!=", "like", "not like", "ilike", "not ilike", "=like", "=ilike"})
        for (const Value& operand : {Value(hostile), list({hostile})}) {
          if (operand.is_array() && std::string(op) != "=" && std::string(op) != "!=") continue;
          try {
            const bridge::Sql clause =
                where_clause(env, model, Value::array({list({field, op, operand})}), "res_partner");
            BOOST_TEST(clause.text().find("DROP") == std::string::npos, field << " " << op);
            ++made;
          } catch (const Error&) {  // no number: refused, which is as good
          }
        }
    BOOST_TEST(made > 20);
    return nullptr;
  });
}

BOOST_AUTO_TEST_CASE(refuses_fields_and_operators_that_there_are_not) {
  people().engine().run_sudo([](const Env& env) -> Value {
    const Model& model = env.registry().at("res.partner");
    for (const Value& term :
         {list({"nope", "=", 1}), list({"name\" = '' OR 1=1 --", "=", 1}), list({"name", "~", "a"}),
          list({"name", "= 1 OR 1", "a"}), list({"parent_id.nope", "=", 1})})
      BOOST_CHECK_THROW(where_clause(env, model, Value::array({term}), "res_partner"), Error);
    for (const Value& domain : {list({"&", list({"name", "=", "a"})}), list({"!"}), list({7})})
      BOOST_CHECK_THROW(found(env, domain), std::exception);
    return nullptr;
  });
}

BOOST_AUTO_TEST_SUITE_END()
