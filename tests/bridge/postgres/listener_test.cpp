#include "bridge/postgres/listener.hpp"

#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <thread>

#include "tests/support/postgres.hpp"

using namespace chatterd::bridge;
using chatterd::test::dsn_of;
using json = chatterd::Json;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

// What a listener heard, handed from its thread to the test.
class Heard {
 public:
  Listener::Callbacks callbacks() {
    return {[this](const std::string& payload) { add(payload); }, [this] { add("(listening)"); },
            [this](const std::string&) { add("(lost)"); }};
  }
  std::string next() {
    std::unique_lock lock(mutex_);
    if (!arrived_.wait_for(lock, seconds(20), [this] { return !texts_.empty(); }))
      return "(nothing)";
    auto text = texts_.front();
    texts_.pop_front();
    return text;
  }
  std::string next_but(const std::string& noise) {
    for (;;)
      if (auto text = next(); text != noise) return text;
  }

 private:
  void add(const std::string& text) {
    const std::lock_guard lock(mutex_);
    texts_.push_back(text);
    arrived_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<std::string> texts_;
};

// A channel of this test's own: other test programs may use imbus in the same cluster.
std::string own_channel() { return "imbus_" + random_hex(4); }

void end_sessions_listening_to(const std::string& channel) {
  Connection(dsn_of("postgres"))
      .execute({"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = %s AND pid "
                "<> pg_backend_pid()",
                {"LISTEN \"" + channel + "\""}});
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_notified_is_heard_once) {
  const auto channel = own_channel();
  Heard heard;
  const Listener listener(dsn_of("any"), heard.callbacks(), "postgres", channel);
  BOOST_TEST(heard.next() == "(listening)");
  BOOST_TEST(listener.connected());
  Notifier notifier(dsn_of("any"), {}, "postgres", channel);
  const json partner = json::array({"db", "res.partner", 3}),
             named = json::array({"db", "mail.channel", "é\"'"});
  notifier.notify({partner, named, partner});
  BOOST_TEST(json::parse(heard.next()) == json::array({partner, named}));
  // And what stock Odoo sends: a NOTIFY of its own.
  Connection(dsn_of("postgres")).execute({"SELECT pg_notify(%s, '[[\"db\",\"x\",1]]')", {channel}});
  BOOST_TEST(heard.next() == "[[\"db\",\"x\",1]]");
}

BOOST_AUTO_TEST_CASE(a_lost_connection_is_made_again_and_said) {
  const auto channel = own_channel();
  Heard heard;
  const Listener listener(dsn_of("any"), heard.callbacks(), "postgres", channel);
  BOOST_TEST(heard.next() == "(listening)");
  end_sessions_listening_to(channel);
  const auto before = std::chrono::steady_clock::now();
  BOOST_TEST(heard.next() == "(lost)");
  BOOST_TEST(heard.next_but("(lost)") == "(listening)");
  BOOST_TEST((std::chrono::steady_clock::now() - before < seconds(5)));
  Notifier(dsn_of("any"), {}, "postgres", channel).notify({"after"});
  BOOST_TEST(heard.next() == "[\"after\"]");
}

BOOST_AUTO_TEST_CASE(a_failing_callback_does_not_end_the_listening) {
  const auto channel = own_channel();
  Heard heard;
  auto callbacks = heard.callbacks();
  const auto forward = callbacks.on_payload;
  callbacks.on_payload = [&](const std::string& payload) {
    if (payload == "[\"bad\"]") throw std::runtime_error("no");
    forward(payload);
  };
  const Listener listener(dsn_of("any"), callbacks, "postgres", channel);
  heard.next();
  Notifier notifier(dsn_of("any"), {}, "postgres", channel);
  notifier.notify({"bad"});
  BOOST_TEST(notifier.flush(seconds(20)));
  notifier.notify({"good"});
  BOOST_TEST(heard.next() == "(lost)");
  BOOST_TEST(heard.next() == "[\"good\"]");
}

BOOST_AUTO_TEST_CASE(a_listener_without_a_server_ends_at_once) {
  Heard heard;
  {
    const Listener listener("host=/nonexistent", heard.callbacks());
    BOOST_TEST(heard.next() == "(lost)");
    BOOST_TEST(!listener.connected());
  }
  std::vector<std::string> problems;
  Notifier notifier("host=/nonexistent",
                    [&](const std::string& problem) { problems.push_back(problem); });
  notifier.notify({1});
  BOOST_TEST(!notifier.flush(milliseconds(100)));
}

BOOST_AUTO_TEST_CASE(what_arrives_meanwhile_goes_out_together) {
  const auto channel = own_channel();
  Heard heard;
  const Listener listener(dsn_of("any"), heard.callbacks(), "postgres", channel);
  heard.next();
  Notifier notifier(dsn_of("any"), {}, "postgres", channel);
  constexpr int kWriters = 4, kEach = 2000;
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer)
    writers.emplace_back([&notifier, writer] {
      for (int number = 0; number < kEach; ++number)
        notifier.notify({json::array({"db", "mail.channel", writer * kEach + number})});
    });
  for (auto& writer : writers) writer.join();
  BOOST_TEST(notifier.flush(seconds(30)));
  std::set<std::string> channels;
  while (channels.size() < kWriters * kEach) {
    const auto payload = heard.next();
    BOOST_TEST_REQUIRE(payload != "(nothing)");
    BOOST_TEST(payload.size() < 8000U);
    for (const auto& one : json::parse(payload)) channels.insert(one.dump());
  }
  BOOST_TEST(notifier.counters().channels == kWriters * kEach);
  BOOST_TEST(notifier.counters().statements < kWriters * kEach / 2);
}

BOOST_AUTO_TEST_CASE(payloads_stay_below_the_limit_and_hold_every_channel) {
  std::vector<std::string> channels;
  for (int number = 0; number < 5000; ++number)
    channels.push_back(json::array({"db", "mail.channel", number}).dump());
  std::size_t held = 0;
  for (const auto& payload : pack_payloads(channels)) {
    BOOST_TEST(payload.size() < 8000U);
    held += json::parse(payload).size();
  }
  BOOST_TEST(held == channels.size());
  BOOST_TEST(pack_payloads({}).empty());
  BOOST_TEST(pack_payloads({std::string(7997, '1')}).front().size() == 7999U);
  BOOST_TEST(pack_payloads({std::string(7998, '1'), "2"}) == std::vector<std::string>{"[2]"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_last_notifications_are_sent_before_the_end) {
  const auto channel = own_channel();
  Heard heard;
  const Listener listener(dsn_of("any"), heard.callbacks(), "postgres", channel);
  heard.next();
  Notifier(dsn_of("any"), {}, "postgres", channel).notify({"last"});
  BOOST_TEST(heard.next() == "[\"last\"]");
}
