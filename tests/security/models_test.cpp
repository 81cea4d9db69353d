// Attacks on the model layer that were published for Odoo's mail and web modules, each by its
// number, and those of the same kind. All calls are remote ones, by users who may do what users may
// do.
#include <boost/test/unit_test.hpp>

#include "models/engine/orm/search/domain.hpp"
#include "tests/security/office.hpp"

using namespace chatterd;
using namespace chatterd::test;

BOOST_AUTO_TEST_CASE(cve_2019_11783_nobody_takes_a_seat_in_a_private_channel) {
  Office& o = office();
  for (const char* who : {"alice", "portal"}) {
    const Id own = o.partner_of(who);
    BOOST_TEST(o.refused(who, "mail.channel.partner", "create",
                         list({{{"channel_id", o.channel}, {"partner_id", own}}})));
    BOOST_TEST(
        o.refused(who, "mail.channel", "write",
                  list({list({o.channel}), {{"channel_partner_ids", list({list({4, own})})}}})));
    BOOST_TEST(o.refused(who, "res.partner", "write",
                         list({list({own}), {{"channel_ids", list({list({4, o.channel})})}}})));
    BOOST_TEST(
        o.refused(who, "res.partner", "write",
                  list({list({own}), {{"channel_ids", list({list({6, 0, list({o.channel})})})}}})));
    BOOST_TEST(o.refused(who, "res.partner", "create",
                         list({{{"name", "x"}, {"channel_ids", list({list({4, o.channel})})}}})));
    BOOST_TEST(!o.reads(who));
  }
  // a seat elsewhere is not moved there
  const Id open =
      o.call("alice", "mail.channel", "channel_create", list({"open to all", "public"}))["id"]
          .get<Id>();
  const Value seats =
      o.call("alice", "mail.channel.partner", "search",
             list({list({term("channel_id", "=", open), term("partner_id", "=", o.alice)})}));
  BOOST_TEST_REQUIRE(seats.size() == 1u);
  for (const Value& values : {Value{{"channel_id", o.channel}}, Value{{"partner_id", o.carol}}})
    BOOST_TEST(o.refused("alice", "mail.channel.partner", "write", list({seats, values})));
  BOOST_TEST(!o.reads("alice"));
  // members invite, and everybody joins what is open
  o.call("carol", "mail.channel", "channel_join_and_get_info", list({list({open})}));
  const Id second =
      o.call("demo", "mail.channel", "channel_create", list({"second", "private"}))["id"].get<Id>();
  o.call("demo", "mail.channel", "channel_invite", list({list({second})}),
         {{"partner_ids", list({o.bob})}});
  o.call("bob", "mail.channel", "channel_invite", list({list({second})}),
         {{"partner_ids", list({o.carol})}});
  BOOST_TEST(o.call("carol", "mail.channel", "search_count",
                    list({list({term("id", "=", second)})})) == 1);
  BOOST_TEST(o.call("demo", "mail.channel.partner", "create",
                    list({{{"channel_id", second}, {"partner_id", o.alice}}}))
                 .get<Id>() > 0);
}

BOOST_AUTO_TEST_CASE(cve_2019_11784_nobody_is_notified_of_what_the_notifier_may_not_read) {
  Office& o = office();
  BOOST_TEST(o.refused("alice", "mail.notification", "create",
                       list({{{"mail_message_id", o.message}, {"res_partner_id", o.alice}}})));
  const Id own = o.call("alice", "res.partner", "message_post", list({list({o.alice})}),
                        {{"body", "mine"}, {"partner_ids", list({o.carol})}})
                     .get<Id>();
  const Value mine = o.call(
      "carol", "mail.notification", "search",
      list({list({term("mail_message_id", "=", own), term("res_partner_id", "=", o.carol)})}));
  BOOST_TEST_REQUIRE(mine.size() == 1u);
  BOOST_TEST(o.refused("carol", "mail.notification", "write",
                       list({mine, {{"mail_message_id", o.message}}})));
  BOOST_TEST(o.refused("alice", "mail.message", "write",
                       list({list({o.message}), {{"partner_ids", list({list({4, o.alice})})}}})));
  BOOST_TEST(!o.reads("alice"));
  BOOST_TEST(!o.reads("carol"));
  // a channel of one's own is given what one reads only
  const Id open =
      o.call("alice", "mail.channel", "channel_create", list({"mine", "public"}))["id"].get<Id>();
  for (const Value& command : {list({4, o.message}), list({6, 0, list({o.message})})})
    BOOST_TEST(o.refused("alice", "mail.channel", "write",
                         list({list({open}), {{"channel_message_ids", list({command})}}})));
  BOOST_TEST(!o.reads("alice"));
}

BOOST_AUTO_TEST_CASE(cve_2019_11785_nobody_follows_what_he_may_not_read) {
  Office& o = office();
  for (const char* who : {"alice", "portal"})
    BOOST_TEST(o.refused(who, "mail.followers", "create",
                         list({{{"res_model", "mail.channel"},
                                {"res_id", o.hidden_document},
                                {"partner_id", o.partner_of(who)}}})));
  BOOST_TEST(o.call("alice", "res.partner", "message_subscribe", list({list({o.alice})}),
                    {{"partner_ids", list({o.alice})}}) == true);
  const Value mine =
      o.call("alice", "mail.followers", "search",
             list({list({term("res_model", "=", "res.partner"), term("res_id", "=", o.alice),
                         term("partner_id", "=", o.alice)})}));
  BOOST_TEST_REQUIRE(mine.size() == 1u);
  BOOST_TEST(
      o.refused("alice", "mail.followers", "write",
                list({mine, {{"res_model", "mail.channel"}, {"res_id", o.hidden_document}}})));
}

BOOST_AUTO_TEST_CASE(messages_are_not_moved_to_where_their_author_may_not_post) {
  Office& o = office();
  const Id own =
      o.call("alice", "res.partner", "message_post", list({list({o.alice})}), {{"body", "mine"}})
          .get<Id>();
  for (const Value& values :
       {Value{{"model", "mail.channel"}, {"res_id", o.channel}}, Value{{"parent_id", o.message}},
        Value{{"channel_ids", list({list({4, o.channel})})}},
        Value{{"child_ids", list({list({4, o.message})})}},
        Value{{"child_ids", list({list({6, 0, list({o.message})})})}},
        Value{{"child_ids", list({list({1, o.message, {{"body", "changed"}}})})}}})
    BOOST_TEST(o.refused("alice", "mail.message", "write", list({list({own}), values})),
               values.dump());
  for (const Value& values :
       {Value{{"body", "x"}, {"model", "mail.channel"}, {"res_id", o.channel}},
        Value{{"body", "x"}, {"parent_id", o.message}},
        Value{{"body", "x"}, {"channel_ids", list({list({4, o.channel})})}}})
    BOOST_TEST(o.refused("alice", "mail.message", "create", list({values})), values.dump());
}

// Yes or no is an answer too.
BOOST_AUTO_TEST_CASE(cve_2024_36259_searches_do_not_answer_about_what_is_hidden) {
  Office& o = office();
  const Id answer =
      o.call("demo", "mail.channel", "message_post", list({list({o.channel})}),
             {{"body", "an answer"}, {"parent_id", o.message}, {"message_type", "comment"}})
          .get<Id>();
  BOOST_TEST(answer > 0);
  for (const char* who : {"alice", "portal"}) {
    const auto count = [&](const char* model, const Value& domain) {
      try {
        return o.call(who, model, "search_count", list({domain})).get<Id>();
      } catch (const AccessError&) {
        return Id{0};
      }
    };
    for (const char* path : {"body", "parent_id.body", "child_ids.body"})
      BOOST_TEST(count("mail.message", list({term(path, "like", "between us")})) == 0, path);
    BOOST_TEST(
        count("mail.channel", list({term("channel_message_ids.body", "like", "between us")})) == 0);
    BOOST_TEST(count("res.partner", list({term("channel_ids.name", "=", "closed")})) == 0);
    BOOST_TEST(count("mail.notification",
                     list({term("mail_message_id.body", "like", "between us")})) == 0);
    BOOST_TEST(count("mail.channel.partner", list({term("channel_id.name", "=", "closed")})) == 0);
    for (const char* by : {"subject", "body:max", "model"}) {
      Value groups = Value::array();
      try {
        groups = o.call(who, "mail.message", "read_group",
                        list({list({term("id", "=", o.message)}), list({by}), Value::array()}));
      } catch (const Error&) {
        // nothing is told
      }
      BOOST_TEST(groups.dump().find("between us") == std::string::npos, by);
    }
  }
}

// Messages are routed with the rights of who asks, and not with the engine's.
BOOST_AUTO_TEST_CASE(cve_2018_15645_message_routing_creates_nothing_that_its_caller_may_not) {
  Office& o = office();
  const std::string mail =
      "From: x@example.com\r\nTo: y@example.com\r\nSubject: zZroutedZz\r\nMessage-Id: "
      "<1@example.com>\r\n\r\nx\r\n";
  for (const char* who : {"portal", "alice"})
    for (const char* model : {"mail.channel", "res.users", "res.partner"}) {
      try {
        o.call(who, "mail.thread", "message_process", list({model, mail}));
      } catch (const Error&) {
        // refused, as it should be, where the caller may not create it
      }
      const bool may = std::string(who) == "alice" && std::string(model) != "res.users";
      const Value made = o.installation.engine().run_sudo([&](const Env& env) -> Value {
        return env[model].search_count(list({term("name", "like", "zZroutedZz")}));
      });
      if (!may) BOOST_TEST(made == 0, who << " made a " << model);
    }
}

// A refusal tells people from outside what kind of document it is, and nothing of the document.
BOOST_AUTO_TEST_CASE(refusals_name_no_hidden_record_to_people_from_outside) {
  Office& o = office();
  std::size_t refusals = 0;
  const auto told = [&](const std::string& model, const std::string& method, const Value& args) {
    try {
      o.call("portal", model, method, args);
    } catch (const Error& error) {
      ++refusals;
      const std::string text = error.what();
      BOOST_TEST((text.find("closed") == std::string::npos &&
                  text.find("between us") == std::string::npos &&
                  text.find("Administrator") == std::string::npos),
                 model << "." << method << ": " << text);
    }
  };
  const Value channel = list({o.channel}), message = list({o.message});
  const Value partners = list({o.partner_of("admin"), o.demo});
  for (const char* method : {"read", "export_data"}) {
    told("mail.channel", method, list({channel, list({"name", "description"})}));
    told("mail.message", method, list({message, list({"body", "subject"})}));
    told("res.partner", method, list({partners, list({"name", "email"})}));
    told("res.users", method, list({list({2}), list({"name", "login"})}));
  }
  told("mail.channel", "write", list({channel, {{"name", "x"}}}));
  told("mail.channel", "unlink", list({channel}));
  told("mail.channel", "name_get", list({channel}));
  told("mail.channel", "message_post", list({channel}));
  told("mail.channel", "channel_join_and_get_info", list({channel}));
  told("mail.message", "write", list({message, {{"body", "x"}}}));
  told("mail.message", "unlink", list({message}));
  told("res.partner", "write", list({partners, {{"name", "x"}}}));
  told("mail.followers", "create",
       list({{{"res_model", "mail.channel"},
              {"res_id", o.channel},
              {"partner_id", o.partner_of("portal")}}}));
  BOOST_TEST(refusals > 8u);
}
