// /longpolling/poll: waiters without threads, answered by the bus feed; /longpolling/send and presence.
#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "models/bus/bus_feed.hpp"
#include "models/engine.hpp"
#include "rpc/call.hpp"
#include "rpc/routes.hpp"

namespace chatterd::rpc {

class Longpolling {
 public:
  explicit Longpolling(Engine& engine, std::chrono::seconds patience = std::chrono::seconds(50));  // Odoo's TIMEOUT
  ~Longpolling();

  void start();
  // Answers all parked polls with nothing, and no longer parks.
  void stop();
  // Messages may have been committed, here or elsewhere.
  void wake() { feed_.wake(); }
  void add_routes(RouteTable& table);

  struct Stats {
    std::size_t parked;
    BusFeed::Counters feed;
  };
  Stats stats() const;

 private:
  struct Waiter {
    Answer answer;
    Id partner = 0;                     // 0: nobody's
    std::vector<std::string> channels;  // JSON texts of the client's own string channels
    std::string client;                 // who polls, for remembering what was delivered
    Id last = 0;                        // the largest id that the client has
    std::chrono::steady_clock::time_point deadline;
  };
  using WaiterPtr = std::shared_ptr<Waiter>;

  void poll(const std::shared_ptr<Call>& call, const Answer& answer);
  void deliver(const BusEntries& entries);
  void expire();
  bool concerns(const Waiter& waiter, const BusEntry& entry) const;
  bool answer_from_memory(const WaiterPtr& waiter);
  std::string answer_text(const Waiter& waiter, const BusEntries& entries);
  void remember(const std::string& client, Id last, std::uint64_t position);
  // Where a client's news begin. Of one that is not known only `last` is: what comes late with a smaller id may be
  // news to it or not, and is left out, as stock Odoo does.
  struct Start {
    std::uint64_t position = 0;  // 0: the memory does not reach that far back
    bool exact = false;
  };
  Start start_of(const std::string& client, Id last) const;
  void park(WaiterPtr waiter);
  void unpark(const WaiterPtr& waiter);
  void note_presence(Call& call, Id uid, Id inactivity);
  Value peek(Call& call, const Value& channels, Id last);

  Engine& engine_;
  const std::chrono::seconds patience_;
  const std::string database_;
  BusFeed feed_;
  std::thread clock_;

  mutable std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;                                            // guarded by mutex_
  std::set<WaiterPtr> waiters_;                                      // guarded by mutex_
  std::unordered_map<Id, std::set<WaiterPtr>> by_partner_;           // guarded by mutex_
  std::unordered_map<std::string, std::set<WaiterPtr>> by_channel_;  // guarded by mutex_
  struct Delivered {
    Id last;                 // the largest id the client has
    std::uint64_t position;  // up to where it has everything
    Id last_before;          // the same before the last answer, for when that is lost on its way
    std::uint64_t position_before;
    std::chrono::steady_clock::time_point when;
  };
  std::unordered_map<std::string, Delivered> delivered_;  // by client; guarded by mutex_
  struct Present {
    std::chrono::steady_clock::time_point written;
    bool away = false;
  };
  std::unordered_map<Id, Present> present_;  // what was written last; guarded by mutex_
  std::unordered_map<Id, Id> presence_;      // uid → inactivity, to write; guarded by mutex_
};

}  // namespace chatterd::rpc
