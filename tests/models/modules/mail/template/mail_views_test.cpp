#include "models/modules/mail/template/mail_views.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/support/models.hpp"

using namespace chatterd;

namespace {

test::Installation& installation() {
  static test::Installation made;
  return made;
}

Value partner_of(const std::string& login) {
  const Value row = installation().call(
      "admin", "res.users", "read",
      Value::array({Ids{installation().uid(login)}, Value::array({"partner_id"})}));
  return row[0]["partner_id"][0];
}

// The newest e-mail's body.
std::string last_mail() {
  const Value rows =
      installation().call("admin", "mail.mail", "search_read",
                          Value::array({Value::array(), Value::array({"body_html"})}),
                          {{"order", "id desc"}, {"limit", 1}});
  BOOST_REQUIRE(!rows.empty());
  return to_text(rows[0]["body_html"]);
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const Value queued = {{"mail_notify_force_send", false}};

}  // namespace

#define CHECK_HOLDS(text, part) BOOST_TEST(holds(text, part), text)

BOOST_AUTO_TEST_CASE(emails_of_a_database_without_views_have_layouts_of_our_own) {
  installation().engine().run_sudo([](const Env& env) -> Value {
    env["res.users"].search(Value::array()).write({{"notification_type", "email"}});
    return nullptr;
  });
  const Value alice = partner_of("alice"), bob = partner_of("bob");
  Value options = {{"body", "<p>Hello</p>"},
                   {"subtype", "mail.mt_comment"},
                   {"partner_ids", Value::array({bob})},
                   {"context", queued}};
  installation().call("alice", "res.partner", "message_post", Value::array({Value::array({alice})}),
                      options);
  const std::string usual = last_mail();
  CHECK_HOLDS(usual, "<div><p>Hello</p></div>");
  CHECK_HOLDS(usual, "/logo.png?company=1\"");
  CHECK_HOLDS(usual, "/mail/view?model=res.partner&amp;res_id=" + std::to_string(to_id(alice)));
  CHECK_HOLDS(usual, "using <a target=\"_blank\"");
  BOOST_TEST(!holds(usual, "Internal communication"));
  options["email_layout_xmlid"] = "mail.mail_notification_light";
  installation().call("alice", "res.partner", "message_post", Value::array({Value::array({alice})}),
                      options);
  const std::string light = last_mail();
  CHECK_HOLDS(light, "Your Contact</span>");
  CHECK_HOLDS(light, "<p>Hello</p>");
  options["email_layout_xmlid"] = "some.other_layout";
  installation().call("alice", "res.partner", "message_post", Value::array({Value::array({alice})}),
                      options);
  BOOST_TEST(last_mail() == "<p>Hello</p>");
}

BOOST_AUTO_TEST_CASE(activities_leave_their_notes) {
  const Value alice = partner_of("alice");
  const Id model = to_id(installation().call(
      "admin", "ir.model", "search",
      Value::array({Value::array({Value::array({"model", "=", "res.partner"})})}))[0]);
  const Value type = installation().call("admin", "mail.activity.type", "create",
                                         Value::array({{{"name", "Call"}}}));
  const Value activity = installation().call("alice", "mail.activity", "create",
                                             Value::array({{{"res_id", alice},
                                                            {"res_model_id", model},
                                                            {"activity_type_id", type},
                                                            {"user_id", installation().uid("bob")},
                                                            {"summary", "Ask <him>"}}}),
                                             {{"context", queued}});
  CHECK_HOLDS(last_mail(), "assigned you an activity <span>Call</span>");
  CHECK_HOLDS(last_mail(), "(<span>Ask &lt;him&gt;</span>)");
  const Value note =
      installation().call("alice", "mail.activity", "action_feedback",
                          Value::array({Value::array({activity})}), {{"feedback", "Done\nwell"}});
  const Value row =
      installation().call("alice", "mail.message", "read",
                          Value::array({Value::array({note}), Value::array({"body"})}));
  const std::string body = to_text(row[0]["body"]);
  CHECK_HOLDS(body, "(originally assigned to <span>");
  CHECK_HOLDS(body, "<div>Done<br>well</div>");
}

BOOST_AUTO_TEST_CASE(a_view_that_is_not_there_posts_nothing) {
  const Value alice = Value::array({Value::array({partner_of("alice")}), "some.view"});
  BOOST_TEST(
      installation().call("alice", "res.partner", "message_post_with_view", alice).is_null());
}
