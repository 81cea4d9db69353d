// /longpolling/poll: waiters without threads, answered by the bus feed; and /longpolling/send.
#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "models/engine/engine.hpp"
#include "models/modules/bus/bus_feed.hpp"
#include "rpc/routes/call.hpp"
#include "rpc/routes/poll_presence.hpp"
#include "rpc/routes/poll_sessions.hpp"
#include "rpc/routes/routes.hpp"

namespace chatterd::rpc {

class Longpolling {
 public:
  explicit Longpolling(Engine& engine,
                       std::chrono::seconds patience = std::chrono::seconds(50));  // Odoo's TIMEOUT
  ~Longpolling();

  void start();
  // Answers all parked polls with nothing, and no longer parks.
  void stop();
  // Messages may have been committed, here or elsewhere. Where nobody waits for any, they are read
  // when somebody comes, or once a second.
  void wake();
  // Hears of each session that is about to get an answer; to be set before start().
  void when_told(std::function<void(const std::string& sid)> told) { told_ = std::move(told); }
  // A call of /longpolling/poll, and the rows of bus.bus sendone for /longpolling/send.
  void poll(const std::shared_ptr<Call>& call, const Answer& answer);
  void send(Call& call);

  struct Stats {
    std::size_t parked;
    BusFeed::Counters feed;
  };
  Stats stats() const;

 private:
  struct Waiter;
  using WaiterPtr = std::shared_ptr<Waiter>;
  using Parked = std::list<WaiterPtr>;
  struct Waiter {
    Answer answer;
    Id partner = 0;                     // 0: nobody's
    std::vector<std::string> channels;  // JSON texts of those that the call named, sorted
    Id last = 0;                        // the place up to which the client has everything
    std::chrono::steady_clock::time_point deadline;
    std::optional<Parked::iterator> parked;  // guarded by mutex_
    // Until the feed has read what was committed before the poll came, nothing is answered: then
    // all of it is. 0: it has.
    std::uint64_t ticket = 0;  // guarded by mutex_
    std::chrono::steady_clock::time_point arrived;
    std::string sid;
    std::string stranger;  // the key in strangers_, of a client whose `last` is none of ours
  };

  bool hears_channels() const;  // somebody waits who may be a member of some
  void deliver(const BusEntries& entries);
  // The first look at what polls have missed, once the feed has read up to their tickets.
  void look(std::uint64_t done);
  std::vector<WaiterPtr> due(std::uint64_t done);
  void settle_stranger(Waiter& waiter);
  void answer_with(const WaiterPtr& waiter, const BusEntries& entries, const std::string& text);
  void expire();
  // Parks for the first look when the memory holds all that the client may lack; false when it
  // does not.
  bool answer_from_memory(const WaiterPtr& waiter);
  void answer_from_table(Call& call, const WaiterPtr& waiter, const Value& channels);
  void park(const WaiterPtr& waiter);
  void unpark(const WaiterPtr& waiter);
  // What a client can get now, as JSON text, without waiting for more.
  std::string peek(Call& call, const Value& channels, Id last);
  BusEntries recall(const Env& env, const Value& channels, Id last, Id settled) const;

  Engine& engine_;
  const std::chrono::seconds patience_;
  const std::string database_;
  std::function<void(const std::string& sid)> told_ = [](const std::string&) {};
  PollPresence presence_;
  PollSessions sessions_;
  BusFeed feed_;
  std::thread clock_;

  mutable std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;                                   // guarded by mutex_
  Parked waiters_;                                          // by deadline; guarded by mutex_
  std::unordered_map<Id, std::set<WaiterPtr>> by_partner_;  // guarded by mutex_
  std::unordered_map<std::string, std::set<WaiterPtr>> by_channel_;  // guarded by mutex_
  std::vector<WaiterPtr> fresh_;  // parked, and not looked at yet; guarded by mutex_
  // Session and strange `last` → the place up to which that client has everything.
  std::unordered_map<std::string, Id> strangers_;  // guarded by mutex_
};

}  // namespace chatterd::rpc
