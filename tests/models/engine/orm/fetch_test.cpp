// Reading: one statement for all records of a set, every kind of field as its column says, and no
// record that is not there.
#include "models/engine/orm/fetch.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/support/models.hpp"

using namespace chatterd;

namespace {

test::Installation& installation() {
  static test::Installation the_installation;
  return the_installation;
}

Ids contacts(std::size_t count) {
  return installation()
      .engine()
      .run_sudo([&](const Env& env) -> Value {
        Value rows = Value::array();
        for (std::size_t i = 0; i < count; ++i)
          rows.push_back({{"name", "fetched " + std::to_string(i)},
                          {"email", i % 2 == 0 ? Value("f@example.com") : Value(false)},
                          {"color", i}});
        return env["res.partner"].create(rows).ids();
      })
      .get<Ids>();
}

std::size_t statements_of(const Ids& ids, const std::vector<std::string>& fields) {
  std::size_t statements = 0;
  installation().engine().run_sudo(
      [&](const Env& env) -> Value {
        Value seen = Value::array();
        for (const Records& one : env.browse("res.partner", ids).each())
          for (const std::string& field : fields) seen.push_back(one.get(field));
        return seen;
      },
      &statements);
  return statements;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reading)

BOOST_AUTO_TEST_CASE(costs_the_same_for_few_records_and_for_many) {
  const Ids few = contacts(3), many = contacts(60);
  for (const std::vector<std::string>& fields :
       std::vector<std::vector<std::string>>{{"name"},
                                             {"name", "email", "color", "parent_id"},
                                             {"category_id"},
                                             {"child_ids"},
                                             {"user_ids", "display_name"},
                                             {"im_status"},
                                             {"message_follower_ids", "message_ids"}}) {
    statements_of(few, fields);  // what the process keeps is loaded
    const std::size_t cost = statements_of(few, fields);
    BOOST_TEST(cost > 0u);
    BOOST_TEST(statements_of(many, fields) == cost, fields[0]);
  }
}

BOOST_AUTO_TEST_CASE(gives_what_the_columns_hold) {
  const Ids ids = contacts(4);
  installation().engine().run_sudo([&](const Env& env) -> Value {
    env.cr().execute(
        bridge::Sql("UPDATE res_partner SET name = 'by hand', color = NULL, email = "
                    "NULL, date = '2020-02-29' WHERE id = %s",
                    {ids[0]}));
    const Records one = env.browse("res.partner", {ids[0]});
    BOOST_TEST(one.get("name") == "by hand");
    BOOST_TEST(one.get("color") == 0);      // a number has no "no value"
    BOOST_TEST(one.get("email") == false);  // a text has
    BOOST_TEST(one.get("date") == "2020-02-29");
    BOOST_TEST(one.get("parent_id") == false);
    BOOST_TEST(one.get("category_id") == Value::array());
    BOOST_TEST(one.get("active") == true);
    env.cr().execute(bridge::Sql("UPDATE res_partner SET name = 'again' WHERE id = %s", {ids[0]}));
    BOOST_TEST(one.get("name") == "by hand");  // as it was read, until told
    one.invalidate();
    BOOST_TEST(one.get("name") == "again");
    return nullptr;
  });
}

BOOST_AUTO_TEST_CASE(leaves_out_records_that_are_gone) {
  const Ids ids = contacts(3);
  installation().engine().run_sudo([&](const Env& env) -> Value {
    const Records all = env.browse("res.partner", ids);
    env.browse("res.partner", {ids[1]}).unlink();
    Ids left = all.exists().ids();  // in the order of the table
    std::sort(left.begin(), left.end());
    BOOST_TEST((left == Ids{ids[0], ids[2]}));
    BOOST_CHECK_THROW(env.browse("res.partner", {ids[1]}).get("name"), MissingError);
    BOOST_TEST(env.browse("res.partner", {ids[0]}).get("name") == "fetched 0");
    return nullptr;
  });
}

BOOST_AUTO_TEST_CASE(reads_every_field_of_every_model_alike_alone_and_in_a_set) {
  installation().engine().run_sudo([](const Env& env) -> Value {
    std::size_t compared = 0;
    for (const char* name :
         {"res.partner", "res.users", "mail.channel", "mail.message", "mail.channel.partner",
          "mail.followers", "res.groups", "res.company"}) {
      const Model& model = env.registry().at(name);
      const Ids ids = env[name].search(Value::array(), {0, 5}).ids();
      for (const Field* field : model.fields()) {
        if (field->name.starts_with("image_") || field->name == "author_avatar") continue;
        env.cache().clear();
        Value together = Value::array(), alone = Value::array();
        for (const Records& one : env.browse(name, ids).each())
          together.push_back(one.get(field->name));
        for (const Id id : ids) {
          env.cache().clear();
          alone.push_back(env.browse(name, {id}).get(field->name));
        }
        BOOST_TEST(together == alone, name << "." << field->name);
        ++compared;
      }
    }
    BOOST_TEST(compared > 200u);
    return nullptr;
  });
}

BOOST_AUTO_TEST_CASE(knows_literal_domains_and_contexts_of_fields_only) {
  Field field;
  field.domain = "[('active', '=', True), ('color', 'in', [1, 2])]";
  BOOST_TEST(static_domain(field).size() == 2u);
  field.domain = "[('parent_id', '=', id)]";
  BOOST_TEST(static_domain(field) == Value::array());
  field.context = "{'active_test': False}";
  BOOST_TEST(static_context(field) == Value({{"active_test", false}}));
  field.context = "{'default_parent_id': active_id}";
  BOOST_TEST(static_context(field) == Value::object());
}

BOOST_AUTO_TEST_SUITE_END()
