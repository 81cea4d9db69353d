// Sends notifications of the bus (bridge/postgres/listener.hpp). One statement carries all payloads
// of a round.
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_set>

#include "bridge/postgres/connection.hpp"
#include "bridge/postgres/dsn.hpp"
#include "bridge/postgres/listener.hpp"

namespace chatterd::bridge {
namespace {

using std::chrono::milliseconds;

// PostgreSQL's NOTIFY_PAYLOAD_MAX_LENGTH: a payload must be shorter.
constexpr std::size_t kPayloadLimit = 8000;
constexpr milliseconds kFirstRetry{50}, kLongestRetry{800};
// Between two rounds: a busy server would wake every listener for each message otherwise. The first
// after a pause goes at once.
constexpr milliseconds kRest{3};
// How long the destructor goes on trying.
constexpr milliseconds kLastWords{1000};

bool fits(const std::string& channel) { return channel.size() + 2 < kPayloadLimit; }

}  // namespace

std::vector<std::string> pack_payloads(const std::vector<std::string>& channels) {
  std::vector<std::string> payloads;
  for (const auto& channel : channels) {
    if (!fits(channel)) continue;
    if (payloads.empty() || payloads.back().size() + 1 + channel.size() + 1 >= kPayloadLimit)
      payloads.push_back('[' + channel);
    else
      payloads.back() += ',' + channel;
  }
  for (auto& payload : payloads) payload += ']';
  return payloads;
}

struct Notifier::State {
  // Constant after construction.
  std::string dsn, channel;
  std::function<void(const std::string&)> on_problem;

  std::mutex mutex;
  std::condition_variable changed;
  // Guarded by mutex.
  std::vector<std::string> pending;
  std::unordered_set<std::string> known;  // what pending holds
  bool ending = false, sending = false;
  bool asleep = false;  // the thread, until there is something: nobody else need wake it
  Counters counters{0, 0, 0};

  std::atomic<int> pid = 0;  // of the connection

  // The thread's own.
  std::unique_ptr<Connection> connection;
  std::thread thread;

  void report(const std::string& problem) const {
    if (on_problem) on_problem(problem);
  }

  void send(const std::vector<std::string>& payloads) {
    if (!connection)
      connection = std::make_unique<Connection>(dsn);
    else if (!connection->alive())
      connection->reconnect();
    pid = connection->backend_pid();
    connection->execute(
        {"SELECT pg_notify(%s, payload) FROM unnest(%s::text[]) AS payload", {channel, payloads}});
  }

  // Sends the round; false when the server is away.
  bool try_send(const std::vector<std::string>& payloads) {
    try {
      send(payloads);
    } catch (const std::exception& error) {
      connection.reset();
      report("cannot notify on " + channel + ": " + error.what());
      return false;
    }
    const std::lock_guard lock(mutex);
    counters.payloads += payloads.size();
    ++counters.statements;
    return true;
  }

  void run() {
    std::unique_lock lock(mutex);
    for (;;) {
      asleep = true;
      changed.wait(lock, [this] { return ending || !pending.empty(); });
      asleep = false;
      if (pending.empty()) return;
      const auto round = std::move(pending);
      pending.clear();
      known.clear();
      sending = true;
      lock.unlock();
      deliver(round);
      lock.lock();
      sending = false;
      changed.notify_all();
      changed.wait_for(lock, kRest, [this] { return ending; });
    }
  }

  // With the lock held.
  void add(std::string text) {
    ++counters.channels;
    if (known.insert(text).second) pending.push_back(std::move(text));
  }

  void deliver(const std::vector<std::string>& round) {
    for (const auto& text : round)
      if (!fits(text))
        report("a channel of " + std::to_string(text.size()) + " bytes is too long to notify");
    const auto payloads = pack_payloads(round);
    if (payloads.empty()) return;
    auto pause = kFirstRetry;
    std::optional<std::chrono::steady_clock::time_point> deadline;
    while (!try_send(payloads)) {
      std::unique_lock lock(mutex);
      changed.wait_for(lock, pause, [this] { return ending; });
      if (ending && !deadline) deadline = std::chrono::steady_clock::now() + kLastWords;
      if (deadline && std::chrono::steady_clock::now() >= *deadline) return pending.clear();
      lock.unlock();
      if (deadline) std::this_thread::sleep_for(kFirstRetry);
      pause = std::min(pause * 2, kLongestRetry);
    }
  }
};

Notifier::Notifier(const std::string& dsn, std::function<void(const std::string&)> on_problem,
                   const std::string& database, std::string channel)
    : state_(std::make_unique<State>()) {
  state_->dsn = with_database(dsn, database);
  state_->channel = std::move(channel);
  state_->on_problem = std::move(on_problem);
  state_->thread = std::thread([state = state_.get()] { state->run(); });
}

Notifier::~Notifier() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->ending = true;
  }
  state_->changed.notify_all();
  state_->thread.join();
}

void Notifier::notify(const std::vector<Json>& channels) {
  std::vector<std::string> texts;
  for (const auto& channel : channels) texts.push_back(channel.dump());
  notify_texts(std::move(texts));
}

void Notifier::notify_texts(std::vector<std::string> channels) {
  bool wake = false;
  {
    const std::lock_guard lock(state_->mutex);
    for (std::string& channel : channels) state_->add(std::move(channel));
    wake = state_->asleep;
  }
  if (wake) state_->changed.notify_all();
}

int Notifier::backend_pid() const { return state_->pid; }

bool Notifier::flush(milliseconds patience) {
  std::unique_lock lock(state_->mutex);
  return state_->changed.wait_for(lock, patience,
                                  [this] { return state_->pending.empty() && !state_->sending; });
}

Notifier::Counters Notifier::counters() const {
  const std::lock_guard lock(state_->mutex);
  return state_->counters;
}

}  // namespace chatterd::bridge
