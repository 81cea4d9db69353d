// Deadlines are days where the user is: in two zones that are 25 hours apart, today is never the
// same day.
#include <boost/test/unit_test.hpp>

#include "tests/support/models.hpp"

using namespace chatterd;

namespace {

test::Installation& installation() {
  static test::Installation the_installation;
  return the_installation;
}

constexpr const char* zones[] = {"Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Brussels",
                                 "UTC"};

Value ask(const char* model, const char* method, const Value& args,
          const Value& kwargs = Value::object()) {
  return installation().call("admin", model, method, args, kwargs);
}

// As PostgreSQL knows the zone.
std::string day_in(const std::string& zone, int days_on = 0) {
  return installation()
      .engine()
      .run_sudo([&](const Env& env) -> Value {
        return env.cr()
            .execute(bridge::Sql("SELECT ((now() AT TIME ZONE %s)::date + %s::int)::text",
                                 {zone, Id{days_on}}))[0][0]
            .str();
      })
      .get<std::string>();
}

void live_in(const char* zone) {
  ask("res.users", "write",
      Value::array({Value::array({installation().uid("admin")}), {{"tz", zone}}}));
}

Id id_of(const char* model, const Value& domain) {
  return ask(model, "search", Value::array({domain}), {{"limit", 1}})[0].get<Id>();
}

Value kind() {
  static const Value made = ask("mail.activity.type", "create", Value::array({{{"name", "Call"}}}));
  return made;
}

Value plan(const Value& more) {
  Value values = {{"res_model_id",
                   id_of("ir.model", Value::array({Value::array({"model", "=", "res.partner"})}))},
                  {"res_id", 1},
                  {"activity_type_id", kind()},
                  {"user_id", installation().uid("admin")}};
  values.update(more);
  return ask("mail.activity", "create", Value::array({values}));
}

Value field_of(const Value& activity, const char* field) {
  return ask("mail.activity", "read",
             Value::array({Value::array({activity}), Value::array({field})}))[0][field];
}

}  // namespace

BOOST_AUTO_TEST_SUITE(deadlines)

BOOST_AUTO_TEST_CASE(the_two_zones_never_have_the_same_day) {
  BOOST_TEST(day_in(zones[0]) != day_in(zones[1]));
}

BOOST_AUTO_TEST_CASE(the_first_deadline_is_today_in_the_zone_of_the_call_or_of_the_user) {
  for (const char* zone : zones) {
    live_in(zone);
    BOOST_TEST(ask("mail.activity", "default_get",
                   Value::array({Value::array({"date_deadline"})}))["date_deadline"] ==
               day_in(zone));
    BOOST_TEST(field_of(plan(Value::object()), "date_deadline") == day_in(zone));
    for (const char* other : zones)
      BOOST_TEST(ask("mail.activity", "default_get",
                     Value::array({Value::array({"date_deadline"})}),
                     {{"context", {{"tz", other}}}})["date_deadline"] == day_in(other));
  }
}

BOOST_AUTO_TEST_CASE(whether_it_is_late_is_told_by_the_day_of_who_is_to_do_it) {
  for (const char* zone : zones) {
    live_in(zone);
    BOOST_TEST(field_of(plan({{"date_deadline", day_in(zone)}}), "state") == "today");
    BOOST_TEST(field_of(plan({{"date_deadline", day_in(zone, -1)}}), "state") == "overdue");
    BOOST_TEST(field_of(plan({{"date_deadline", day_in(zone, 1)}}), "state") == "planned");
  }
}

BOOST_AUTO_TEST_CASE(the_next_one_is_counted_from_that_day) {
  const Value next = ask("mail.activity.type", "create",
                         Value::array({{{"name", "Then"},
                                        {"delay_count", 3},
                                        {"delay_unit", "days"},
                                        {"delay_from", "current_date"}}})),
              first = ask(
                  "mail.activity.type", "create",
                  Value::array(
                      {{{"name", "First"}, {"default_next_type_id", next}, {"force_next", true}}}));
  for (const char* zone : zones) {
    live_in(zone);
    const Value activity = plan({{"activity_type_id", first}});
    ask("mail.activity", "action_feedback", Value::array({Value::array({activity})}));
    const Id made =
        id_of("mail.activity", Value::array({Value::array({"activity_type_id", "=", next})}));
    BOOST_TEST(field_of(made, "date_deadline") == day_in(zone, 3));
    ask("mail.activity", "unlink", Value::array({Value::array({made})}));
  }
}

BOOST_AUTO_TEST_SUITE_END()
