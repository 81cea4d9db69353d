// Attacks on the model layer that were published for Odoo's mail and web modules, each by its
// number, and those of the same kind. All calls are remote ones, by users who may do what users may
// do.
#include "tests/support/models.hpp"

#include <boost/test/unit_test.hpp>

#include "models/engine/orm/access/access.hpp"
#include "models/engine/orm/search/domain.hpp"

using namespace chatterd;

namespace {

Value list(std::initializer_list<Value> items) { return Value(std::vector<Value>(items)); }

// demo and bob sit in a private channel with a message; alice and carol are employees beside it.
struct Office {
  test::Installation installation;
  Id alice, bob, carol, demo;  // partners
  Id channel, message, hidden_document;

  Office() {
    alice = partner_of("alice");
    bob = partner_of("bob");
    carol = partner_of("carol");
    demo = partner_of("demo");
    channel = call("demo", "mail.channel", "create",
                   list({{{"name", "closed"},
                          {"public", "private"},
                          {"channel_partner_ids", list({list({4, demo}), list({4, bob})})}}}))
                  .get<Id>();
    message =
        call("demo", "mail.channel", "message_post", list({list({channel})}),
             {{"body", "between us"}, {"message_type", "comment"}, {"subtype", "mail.mt_comment"}})
            .get<Id>();
    hidden_document = channel;
    installation.engine().run_sudo([&](const Env& env) -> Value {
      env["res.users"].create(
          {{"login", "portal"},
           {"name", "portal"},
           {"email", "portal@example.com"},
           {"groups_id", list({list({6, 0, Ids{env.ref("base.group_portal")}})})}});
      return nullptr;
    });
  }
  Id partner_of(const std::string& login) {
    return installation.engine()
        .run_sudo([&](const Env& env) -> Value {
          return env["res.users"].search(list({term("login", "=", login)})).id("partner_id");
        })
        .get<Id>();
  }
  Value call(const std::string& who, const std::string& model, const std::string& method,
             const Value& args, const Value& kwargs = Value::object()) {
    return installation.call(who, model, method, args, kwargs);
  }
  bool refused(const std::string& who, const std::string& model, const std::string& method,
               const Value& args, const Value& kwargs = Value::object()) {
    try {
      call(who, model, method, args, kwargs);
    } catch (const AccessError&) {
      return true;
    }
    return false;
  }
  bool reads(const std::string& who) {
    try {
      return !call(who, "mail.message", "read", list({list({message}), list({"body"})})).empty();
    } catch (const AccessError&) {
      return false;
    }
  }
};

Office& office() {
  static Office the_office;
  return the_office;
}

}  // namespace

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

namespace {

constexpr const char* marker = "zZmadeZz";

bool holds_text(const Field& field) {
  return field.column() && !field.automatic &&
         (field.type == FieldType::char_ || field.type == FieldType::text ||
          field.type == FieldType::html);
}

// What a record of the model is made of: as one that there is, with the marker in its texts.
Value values_for(const Env& env, const Model& model) {
  Value values = Value::object();
  const Records known =
      env[model.name()].with_context({{"active_test", false}}).search(Value::array());
  for (const Field* field : model.fields()) {
    if (!field->column() || field->automatic || field->name == "parent_path") continue;
    if (holds_text(*field) && field->name != "model" && field->name != "res_model")
      values[field->name] = marker;
    else if (!known.empty())
      values[field->name] = known.browse({known.ids()[0]}).sudo().get(field->name);
  }
  return values;
}

bool was_made(const Env& env, const Model& model) {
  bridge::Sql query("SELECT count(*) FROM ");
  query += bridge::Sql::identifier(model.table()) + bridge::Sql(" WHERE FALSE");
  for (const Field* field : model.fields())
    if (holds_text(*field))
      query += bridge::Sql(" OR ") + bridge::Sql::identifier(field->name) +
               bridge::Sql("::text LIKE %s", {std::string("%") + marker + "%"});
  return env.cr().execute(query)[0][0].integer() > 0;
}

struct RollBack : std::exception {};

}  // namespace

// Whatever call it is, and through whatever it goes: a record is made by those who may make one.
BOOST_AUTO_TEST_CASE(cve_2024_45681_no_call_makes_records_that_its_caller_may_not_make) {
  Office& o = office();
  const auto registry = o.installation.engine().registry();
  const auto is_table = [](const Model& model) {
    return !model.is_abstract() && !model.is_foreign() && !model.is_transient();
  };
  std::size_t asked = 0;
  for (const char* who : {"portal", "alice"}) {
    const Id uid = o.installation.uid(who);
    for (const Model* model : registry->models()) {
      if (!is_table(*model)) continue;
      Value values, ids;
      o.installation.engine().run_sudo([&](const Env& env) -> Value {
        values = values_for(env, *model);
        ids = env[model->name()].search(Value::array()).ids();
        return nullptr;
      });
      const bool texts = std::any_of(model->fields().begin(), model->fields().end(),
                                     [](const Field* field) { return holds_text(*field); });
      const auto tried = [&](const std::string& on, const std::string& method, const Value& args,
                             const Value& context = Value::object()) {
        bool made = false, allowed = false;
        try {
          o.installation.engine().run(uid, Value::object(), [&](const Env& env) -> Value {
            allowed = may(env, *model, "create");
            if (allowed) throw RollBack();
            try {
              call_kw(env, on, method, args, {{"context", context}});
            } catch (const bridge::SqlError&) {
              throw;  // the transaction is over
            } catch (const std::exception&) {
              // refused; what was done up to there would be rolled back
              throw RollBack();
            }
            made = was_made(env, *model);
            throw RollBack();
          });
        } catch (const std::exception&) {
        }
        ++asked;
        BOOST_TEST(!made, who << " makes a " << model->name() << " by " << on << "." << method
                              << args.dump().substr(0, 200));
        return !allowed;
      };
      if (!texts || !tried(model->name(), "create", list({values}))) continue;
      tried(model->name(), "create", list({list({values, values})}));
      tried(model->name(), "name_create", list({marker}));
      const Value first = ids.empty() ? Value::array() : list({ids[0]});
      tried(model->name(), "copy", list({first, values}));
      Value names = Value::array(), row = Value::array();
      for (const auto& [name, value] : values.items()) {
        names.push_back(name);
        row.push_back(value.is_string() ? value : Value(""));
      }
      tried(model->name(), "load", list({names, list({row})}));
      // as a line of something else
      for (const Model* owner : registry->models()) {
        if (!is_table(*owner)) continue;
        for (const Field* field : owner->fields()) {
          if (field->comodel != model->name() ||
              (field->type != FieldType::one2many && field->type != FieldType::many2many))
            continue;
          const Value lines = list({list({0, 0, values})});
          Value owners;
          o.installation.engine().run_sudo([&](const Env& env) -> Value {
            owners = env[owner->name()].search(Value::array()).ids();
            return nullptr;
          });
          for (std::size_t i = 0; i < std::min<std::size_t>(owners.size(), 3); ++i)
            tried(owner->name(), "write",
                  list({list({owners[owners.size() - 1 - i]}), {{field->name, lines}}}));
          tried(owner->name(), "create", list({{{"name", "owner"}, {field->name, lines}}}));
          tried(owner->name(), "create", list({{{"name", "owner"}}}),
                {{"default_" + field->name, lines}});
          tried(owner->name(), "load",
                list({list({"name", field->name + "/name"}), list({list({"owner", marker})})}));
        }
      }
    }
    // and the names of methods are no way around them
    for (const char* method : {"_create", " create", "create ", "__init__", "sudo", "_write",
                               "create\n", "with_user", "_load_records", "env", "execute"})
      BOOST_CHECK_THROW(o.call(who, "res.users", method, list({{{"login", "x"}, {"name", "x"}}})),
                        Error);
  }
  BOOST_TEST(asked > 300u);
}
