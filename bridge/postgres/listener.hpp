// The two directions of the bus between processes: LISTEN and NOTIFY on channel imbus. Odoo 13 does
// both in the database `postgres` of its server, whatever database the messages are in
// (addons/bus/models/bus.py: sendmany, ImDispatch.loop).
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bridge/text/json.hpp"

namespace chatterd::bridge {

constexpr const char* kBusChannel = "imbus";

// Listens in a thread of its own. The callbacks run in that thread, one at a time; an exception
// they let out is reported as a problem.
class Listener {
 public:
  struct Callbacks {
    // What was notified, as it came: from Odoo a JSON list of channels, but anybody may send
    // anything.
    std::function<void(const std::string& payload)> on_payload;
    // Listening has begun, at first and after each loss of the connection: what was notified before
    // this was missed, look for it.
    std::function<void()> on_reconnect = {};
    std::function<void(const std::string& problem)> on_problem = {};
    // Of the backend that notified: whether nobody here wants to hear of it.
    std::function<bool(int backend_pid)> is_own = {};
  };
  // `dsn` names the server; the database is replaced. Does not throw: connects in the thread, and
  // again within a second of the server being there.
  Listener(const std::string& dsn, Callbacks callbacks, const std::string& database = "postgres",
           std::string channel = kBusChannel);
  ~Listener();  // ends the thread; waits for a running callback
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  bool connected() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Notifies from a thread of its own, after the commit and outside of the transaction: inside,
// NOTIFY takes a lock that all committing transactions queue for. Channels that arrive while one
// statement is under way, or within some milliseconds of it, go out together, each once.
class Notifier {
 public:
  Notifier(const std::string& dsn, std::function<void(const std::string& problem)> on_problem = {},
           const std::string& database = "postgres", std::string channel = kBusChannel);
  ~Notifier();  // sends what is pending first, unless the server is away
  Notifier(const Notifier&) = delete;
  Notifier& operator=(const Notifier&) = delete;

  // Adds channels (JSON values such as ["db","res.partner",3], or such texts) to what goes out
  // next; returns at once. While the server is away they wait.
  void notify(const std::vector<Json>& channels);
  void notify_texts(std::vector<std::string> channels);
  // Of the connection that notifies, or 0: what comes from there is known in this process.
  int backend_pid() const;
  // Waits until all that was added is sent. False when that took longer.
  bool flush(std::chrono::milliseconds patience);
  struct Counters {
    std::uint64_t channels, payloads, statements;  // added, sent, round trips
  };
  Counters counters() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Texts of channels packed into JSON lists of less than PostgreSQL's 8,000 bytes each. A channel
// too long for a payload of its own is left out.
std::vector<std::string> pack_payloads(const std::vector<std::string>& channels);

}  // namespace chatterd::bridge
