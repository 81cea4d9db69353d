// Making one contact of several: everything that points to the others points to the one that stays,
// nothing is lost, and nobody merges what they may not.
#include <boost/test/unit_test.hpp>

#include "tests/support/models.hpp"

using namespace chatterd;

namespace {

test::Installation& installation() {
  static test::Installation the_installation;
  return the_installation;
}

constexpr const char* wizard = "base.partner.merge.automatic.wizard";

Value ask(const std::string& login, const std::string& model, const std::string& method,
          const Value& args, const Value& kwargs = Value::object()) {
  return installation().call(login, model, method, args, kwargs);
}

Id contact(const Value& values) {
  return ask("admin", "res.partner", "create", Value::array({values})).get<Id>();
}

Id dialog(const std::string& login, const Ids& partners, const Value& more = Value::object()) {
  Value values = {{"partner_ids", Value::array({Value::array({6, 0, partners})})}};
  values.update(more);
  return ask(login, wizard, "create", Value::array({values})).get<Id>();
}

Value values_of(const char* model, Id id, const Value& fields) {
  return ask("admin", model, "read", Value::array({Value::array({id}), fields}))[0];
}

// How many rows of any table still point to these contacts.
Id references_to(const Ids& ids) {
  return installation()
      .engine()
      .run_sudo([&](const Env& env) -> Value {
        Id found = 0;
        const auto columns = env.cr().execute(R"sql(
            SELECT c.conrelid::regclass::text, a.attname
            FROM pg_constraint c
              JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
            WHERE c.contype = 'f' AND c.confrelid = 'res_partner'::regclass)sql");
        for (const bridge::Row row : columns)
          found += env.cr()
                       .execute(bridge::Sql("SELECT count(*) FROM " + row[0].str() + " WHERE " +
                                                row[1].str() + " = ANY(%s::int[])",
                                            {ids}))[0][0]
                       .integer();
        return found;
      })
      .get<Id>();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(merging_contacts)

BOOST_AUTO_TEST_CASE(all_that_points_to_the_others_points_to_the_one_that_stays) {
  const Id kept = contact({{"name", "Kept"}, {"email", "same@example.com"}}),
           other =
               contact({{"name", "Other 😀"},
                        {"phone", "+32 1"},
                        {"category_id", Value::array({Value::array({0, 0, {{"name", "Tag"}}})})}}),
           child = contact({{"name", "Child"}, {"parent_id", other}});
  const Id message =
      ask("admin", "res.partner", "message_post", Value::array({Value::array({other})}),
          {{"body", "kept words"}, {"partner_ids", Value::array({kept})}})
          .get<Id>();
  ask("admin", "res.partner", "message_subscribe",
      Value::array({Value::array({other}), Value::array({kept, child})}));
  ask("admin", "res.partner", "message_subscribe",
      Value::array({Value::array({kept}), Value::array({kept, other})}));
  const Id file = ask("admin", "ir.attachment", "create",
                      Value::array({{{"name", "a.txt"},
                                     {"datas", "YQ=="},
                                     {"res_model", "res.partner"},
                                     {"res_id", other}}}))
                      .get<Id>();
  const Id open = dialog("admin", {kept, other}, {{"dst_partner_id", kept}});
  const Value answer = ask("admin", wizard, "action_merge", Value::array({open}));
  BOOST_TEST(answer == Value({{"type", "ir.actions.act_window"},
                              {"res_model", wizard},
                              {"res_id", open},
                              {"view_mode", "form"},
                              {"target", "new"}}));
  BOOST_TEST(values_of(wizard, open, {"state"})["state"] == "finished");
  BOOST_TEST(ask("admin", "res.partner", "exists", Value::array({Value::array({other})})).empty());
  BOOST_TEST(references_to({other}) == 0);
  const Value now =
      values_of("res.partner", kept, {"name", "email", "phone", "category_id", "child_ids"});
  BOOST_TEST(now["name"] == "Kept");
  BOOST_TEST(now["phone"] == "+32 1");
  BOOST_TEST(now["category_id"].size() == 1u);
  BOOST_TEST(now["child_ids"] == Value::array({child}));
  BOOST_TEST(values_of("mail.message", message, {"res_id"})["res_id"] == kept);
  BOOST_TEST(values_of("ir.attachment", file, {"res_id"})["res_id"] == kept);
  // nobody follows twice
  const Value followers =
      ask("admin", "mail.followers", "search_read",
          Value::array({Value::array({Value::array({"res_model", "=", "res.partner"}),
                                      Value::array({"res_id", "=", kept})}),
                        Value::array({"partner_id"})}));
  std::set<std::string> people;
  for (const Value& row : followers) people.insert(row["partner_id"].dump());
  BOOST_TEST(people.size() == followers.size());
  // the note tells who is gone
  const Value notes =
      ask("admin", "mail.message", "search_count",
          Value::array({Value::array({Value::array({"res_id", "=", kept}),
                                      Value::array({"model", "=", "res.partner"}),
                                      Value::array({"body", "like", "Other 😀"})})}));
  BOOST_TEST(notes == 1);
}

BOOST_AUTO_TEST_CASE(without_a_choice_the_oldest_of_the_active_comes_last_and_stays) {
  const Id first = contact({{"name", "First"}}), second = contact({{"name", "Second"}});
  const Value offered =
      ask("admin", wizard, "default_get",
          Value::array({Value::array({"state", "partner_ids", "dst_partner_id"})}),
          {{"context",
            {{"active_model", "res.partner"}, {"active_ids", Value::array({first, second})}}}});
  BOOST_TEST(offered["dst_partner_id"] == first);
  BOOST_TEST(offered["state"] == "selection");
  ask("admin", wizard, "action_merge", Value::array({dialog("admin", {second, first})}));
  BOOST_TEST(ask("admin", "res.partner", "exists", Value::array({Value::array({first, second})})) ==
             Value::array({first}));
}

BOOST_AUTO_TEST_CASE(what_must_not_be_merged_is_refused_and_stays) {
  Ids many;
  for (int i = 0; i < 4; ++i) many.push_back(contact({{"name", "Many"}}));
  BOOST_CHECK_THROW(ask("admin", wizard, "action_merge", Value::array({dialog("admin", many)})),
                    UserError);
  const Id parent = contact({{"name", "Parent"}}),
           child = contact({{"name", "Child"}, {"parent_id", parent}});
  BOOST_CHECK_THROW(
      ask("admin", wizard, "action_merge", Value::array({dialog("admin", {parent, child})})),
      UserError);
  // different e-mails, for who is no administrator; and an employee who may not delete contacts
  const Id one = contact({{"name", "One"}, {"email", "a@example.com"}}),
           two = contact({{"name", "Two"}, {"email", "b@example.com"}});
  BOOST_CHECK_THROW(ask("demo", wizard, "action_merge", Value::array({dialog("demo", {one, two})})),
                    UserError);
  ask("admin", "res.partner", "write",
      Value::array({Value::array({two}), {{"email", "a@example.com"}}}));
  installation().engine().run_sudo([](const Env& env) -> Value {
    env.cr().execute(
        bridge::Sql("DELETE FROM res_groups_users_rel WHERE gid = %s AND uid IN (SELECT id FROM "
                    "res_users WHERE "
                    "login = 'demo')",
                    {env.ref("base.group_partner_manager")}));
    env.clear_caches();
    return nullptr;
  });
  BOOST_CHECK_THROW(ask("demo", wizard, "action_merge", Value::array({dialog("demo", {one, two})})),
                    AccessError);
  BOOST_CHECK_THROW(ask("admin", wizard, "action_merge", Value::array({99999})), MissingError);
  BOOST_TEST(ask("admin", "res.partner", "exists",
                 Value::array({Value::array({many[0], parent, child, one, two})}))
                 .size() == 5u);
}

BOOST_AUTO_TEST_CASE(those_that_are_alike_are_offered_one_group_after_the_other) {
  for (const char* name : {"Alike A", "ALIKE a", "Alike B", "alike b"}) contact({{"name", name}});
  const Id open = dialog("admin", {}, {{"group_by_name", true}});
  ask("admin", wizard, "action_start_manual_process", Value::array({open}));
  Value now = values_of(wizard, open, {"state", "number_group", "partner_ids", "line_ids"});
  BOOST_TEST(now["state"] == "selection");
  BOOST_TEST(now["number_group"].get<Id>() >= 2);
  BOOST_TEST(now["partner_ids"].size() >= 2u);
  const std::size_t lines = now["line_ids"].size();
  ask("admin", wizard, "action_skip", Value::array({open}));
  now = values_of(wizard, open, {"line_ids"});
  BOOST_TEST(now["line_ids"].size() == lines - 1);
  BOOST_CHECK_THROW(
      ask("admin", wizard, "action_start_manual_process", Value::array({dialog("admin", {})})),
      UserError);
}

BOOST_AUTO_TEST_SUITE_END()
