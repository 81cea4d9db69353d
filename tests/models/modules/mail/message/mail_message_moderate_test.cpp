// Who decides about a message that waits.
#include <boost/test/unit_test.hpp>

#include "models/engine/errors.hpp"
#include "tests/support/models.hpp"

using namespace chatterd;

namespace {

struct Board : test::Installation {
  // alice's private channel with one message; its id
  Id posted = [this] {
    const Value channel =
        call("alice", "mail.channel", "channel_create", Value::array({"board", "private"}));
    const Value id =
        call("alice", "mail.channel", "message_post", Value::array({Value::array({channel["id"]})}),
             {{"body", "secret"}, {"message_type", "comment"}});
    return id.get<Id>();
  }();
  Value moderate(const std::string& who, const char* decision) {
    return call(who, "mail.message", "moderate", Value::array({Value::array({posted}), decision}));
  }
};

}  // namespace

// Odoo passes over what the caller does not moderate, without looking whether he may read it.
BOOST_FIXTURE_TEST_CASE(what_others_moderate_is_passed_over_in_silence, Board) {
  for (const char* decision : {"accept", "reject", "discard", "allow", "ban"})
    for (const char* who : {"alice", "bob"})
      BOOST_TEST(moderate(who, decision).is_null(), who << " " << decision);
  const Value kept = call("alice", "mail.message", "read",
                          Value::array({Value::array({posted}), Value::array({"body"})}));
  BOOST_TEST(kept[0]["body"].get<std::string>() == "<p>secret</p>");
  BOOST_CHECK_THROW(call("bob", "mail.message", "read",
                         Value::array({Value::array({posted}), Value::array({"body"})})),
                    AccessError);
}
