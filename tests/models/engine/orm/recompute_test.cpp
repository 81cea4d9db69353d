// Stored computed fields are right after any change: computing them once more changes nothing.
#include "models/engine/orm/recompute.hpp"

#include <boost/test/unit_test.hpp>
#include <random>

#include "tests/support/models.hpp"

using namespace chatterd;

namespace {

test::Installation& installation() {
  static test::Installation the_installation;
  return the_installation;
}

std::vector<const Field*> stored_computed(const Model& model) {
  std::vector<const Field*> out;
  for (const Field* field : model.fields())
    if (field->computed() && field->column()) out.push_back(field);
  return out;
}

// The columns of these fields as they stand in the table.
Value columns(const Env& env, const Model& model, const std::vector<const Field*>& fields) {
  bridge::Sql query("SELECT id");
  for (const Field* field : fields)
    query += bridge::Sql(", ") + bridge::Sql::identifier(field->name);
  query +=
      bridge::Sql(" FROM ") + bridge::Sql::identifier(model.table()) + bridge::Sql(" ORDER BY id");
  Value rows = Value::array();
  for (const bridge::Row row : env.cr().execute(query)) {
    Value values = Value::array();
    for (std::size_t i = 0; i <= fields.size(); ++i) values.push_back(row[i].json());
    rows.push_back(values);
  }
  return rows;
}

void is_right(const Env& env, const char* name, const std::string& after) {
  const Model& model = env.registry().at(name);
  const std::vector<const Field*> fields = stored_computed(model);
  BOOST_TEST_REQUIRE(!fields.empty());
  for (const Field* field : fields) compute_pending(env, *field);
  const Value before = columns(env, model, fields);
  const Ids all = env[name].with_context({{"active_test", false}}).search(Value::array()).ids();
  env.cache().clear();
  std::vector<Recomputation> todo;
  for (const Field* field : fields) todo.push_back({field, all});
  recompute(env, todo);
  const Value again = columns(env, model, fields);
  BOOST_TEST_REQUIRE(before.size() == again.size());
  for (std::size_t row = 0; row < before.size(); ++row)
    for (std::size_t column = 1; column < before[row].size(); ++column)
      BOOST_TEST(before[row][column] == again[row][column],
                 name << "(" << before[row][0] << ")." << fields[column - 1]->name << " was "
                      << before[row][column] << ", should be " << again[row][column] << " after "
                      << after);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(stored_computed_fields)

BOOST_AUTO_TEST_CASE(of_contacts_are_right_after_random_changes) {
  installation().engine().run_sudo([](const Env& env) -> Value {
    const Records partners = env["res.partner"];
    std::vector<Id> ids;
    for (int i = 0; i < 8; ++i)
      ids.push_back(
          partners.create({{"name", "tree " + std::to_string(i)}, {"is_company", i % 3 == 0}})
              .id());
    std::mt19937 random(7);  // NOLINT: the same every time
    for (int round = 0; round < 40; ++round) {
      const Id id = ids[random() % ids.size()], other = ids[random() % ids.size()];
      Value values;
      switch (random() % 6) {
        case 0:
          values = {{"name", "tree " + std::to_string(random() % 100)}};
          break;
        case 1:
          values = {{"is_company", random() % 2 == 0}};
          break;
        case 2:
          values = {{"email", random() % 2 == 0
                                  ? Value("A <a" + std::to_string(round) + "@B.example>")
                                  : Value(false)}};
          break;
        case 3:
          values = {{"parent_id", other < id ? Value(other) : Value(false)}};
          break;
        case 4:
          values = {{"active", random() % 3 != 0}};
          break;
        default:
          values = {{"company_name", random() % 2 == 0 ? Value("Firm") : Value(false)}};
          break;
      }
      partners.browse({id}).write(values);
      is_right(env, "res.partner", values.dump());
    }
    return nullptr;
  });
}

BOOST_AUTO_TEST_CASE(follow_what_they_depend_on_across_models) {
  installation().engine().run_sudo([](const Env& env) -> Value {
    const Records user =
        env["res.users"].create({{"name", "Share"}, {"login", "share@example.com"}});
    is_right(env, "res.users", "create");
    is_right(env, "res.partner", "creating its user");
    user.write(
        {{"groups_id", Value::array({Value::array({6, 0, Ids{env.ref("base.group_portal")}})})}});
    is_right(env, "res.users", "becoming a portal user");
    is_right(env, "res.partner", "its user becoming a portal user");
    return nullptr;
  });
}

BOOST_AUTO_TEST_CASE(that_depend_on_a_field_are_named_once_each) {
  installation().engine().run_sudo([](const Env& env) -> Value {
    const Records parent = env["res.partner"].create({{"name", "Parent"}, {"is_company", true}});
    const Records child =
        env["res.partner"].create({{"name", "Child"}, {"parent_id", parent.id()}});
    const auto todo = dependents(parent, {"name", "is_company", "parent_id"});
    std::set<const Field*> fields;
    bool reaches_child = false;
    for (const Recomputation& one : todo) {
      BOOST_TEST(fields.insert(one.field).second, one.field->name);
      BOOST_TEST((one.field->computed() && one.field->store));
      const std::set<Id> distinct(one.ids.begin(), one.ids.end());
      BOOST_TEST(distinct.size() == one.ids.size());
      if (one.field->name == "display_name") reaches_child = distinct.contains(child.id());
    }
    BOOST_TEST(reaches_child);
    BOOST_TEST(dependents(env["res.partner"], {"name"}).empty());
    return nullptr;
  });
}

BOOST_AUTO_TEST_SUITE_END()
