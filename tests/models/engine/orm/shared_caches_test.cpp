// What all requests share is bounded, and nothing that a client makes up stays in it.
#include "models/engine/orm/shared_caches.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/support/models.hpp"

using namespace chatterd;

namespace {

Value list(std::initializer_list<Value> items) { return Value(std::vector<Value>(items)); }

std::shared_ptr<const void> text(std::size_t size) {
  return std::make_shared<const std::string>(size, 'x');
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_was_not_asked_for_the_longest_goes_first) {
  SharedCaches caches(100'000);
  caches.see_generation(1);
  for (int i = 0; i < 50; ++i) {
    caches.store("key " + std::to_string(i), 1, text(10'000), 10'000);
    BOOST_TEST(caches.find("key 0", 1) != nullptr);  // asked for each time
    BOOST_TEST(caches.bytes() <= 100'000u);
  }
  BOOST_TEST(caches.find("key 49", 1) != nullptr);
  BOOST_TEST(caches.find("key 1", 1) == nullptr);
  caches.store("larger than all", 1, text(200'000), 200'000);
  BOOST_TEST(caches.find("larger than all", 1) == nullptr);
  BOOST_TEST(caches.find("key 0", 1) != nullptr);
}

BOOST_AUTO_TEST_CASE(a_value_that_is_replaced_is_counted_once) {
  SharedCaches caches(100'000);
  caches.see_generation(1);
  caches.store("key", 1, text(1), 1'000);
  const std::size_t before = caches.bytes();
  for (int i = 0; i < 100; ++i) caches.store("key", 1, text(1), 1'000);
  BOOST_TEST(caches.bytes() == before);
  caches.see_generation(2);
  BOOST_TEST(caches.bytes() == 0u);
}

BOOST_AUTO_TEST_CASE(nothing_that_clients_make_up_is_kept) {
  test::Installation installation;
  const auto ask = [&](const char* model, const char* method, const Value& args,
                       const Value& kwargs) {
    try {
      installation.call("alice", model, method, args, kwargs);
    } catch (const Error&) {
      // most of it is refused
    }
  };
  const auto round = [&](int i) {
    const std::string made_up = "made up " + std::to_string(i);
    Value companies = Value::array();
    for (int n = 0; n < 500; ++n) companies.push_back(i * 1'000 + n + 2);
    const Value domain = list({list({"id", ">", 0})});
    ask("mail.channel", "search", list({domain}),
        {{"context", {{"allowed_company_ids", companies}}}});
    ask("mail.channel", "search", list({domain}),
        {{"context",
          {{"allowed_company_ids", std::vector<Id>(static_cast<std::size_t>(i + 2), 1)}}}});
    ask("res.partner", "fields_get", Value::array(), {{"context", {{"lang", made_up}}}});
    ask("mail.channel", "read", list({list({999'999})}), {{"context", {{"lang", made_up}}}});
    ask("mail.message.subtype", "default_subtypes", list({made_up}), Value::object());
    ask("ir.default", "get_model_defaults", list({made_up}), Value::object());
    ask("mail.channel", "message_post", list({list({1})}), {{"body", "x"}, {"subtype", made_up}});
    ask("mail.channel", "message_post", list({list({1})}),
        {{"body", "x"}, {"subtype", "a." + made_up}});
    ask("res.partner", "message_post_with_view", list({list({1}), made_up}), Value::object());
    ask("res.partner", "message_post_with_view", list({list({1}), "mail." + made_up}),
        Value::object());
    ask("mail.message", "message_fetch", list({list({list({"model", "=", made_up})})}),
        Value::object());
  };
  for (int i = 0; i < 3; ++i) round(i);
  const std::size_t before = installation.engine().cached_bytes();
  for (int i = 3; i < 40; ++i) round(i);
  BOOST_TEST(installation.engine().cached_bytes() == before);
}
