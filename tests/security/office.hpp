// A database with a channel that some sit in, for attacks of those who do not.
#pragma once
#include <string>
#include <vector>

#include "models/engine/errors.hpp"
#include "models/engine/orm/search/domain.hpp"
#include "tests/support/models.hpp"

namespace chatterd::test {

inline Value list(std::initializer_list<Value> items) { return Value(std::vector<Value>(items)); }

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

inline Office& office() {
  static Office the_office;
  return the_office;
}

}  // namespace chatterd::test
