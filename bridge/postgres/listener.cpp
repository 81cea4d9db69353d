// Listening on a connection of libpqxx: the thread sleeps in poll() on the connection's socket and
// on an event that ends it, so that neither a notification nor the end has to wait for a time-out.
#include "bridge/postgres/listener.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <memory>
#include <pqxx/connection>
#include <pqxx/nontransaction>
#include <pqxx/notification>
#include <system_error>
#include <thread>

#include "bridge/postgres/dsn.hpp"
#include "bridge/postgres/sql.hpp"

namespace chatterd::bridge {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstPause{50}, kLongestPause{800};
// A firewall may forget an idle connection without telling either end; asking now and then finds
// out.
constexpr milliseconds kHeartbeat{30000};

// What is heard on one channel, from PostgreSQL's LISTEN on.
class Receiver : public pqxx::notification_receiver {
 public:
  Receiver(pqxx::connection& link, const std::string& channel,
           std::function<void(const std::string&, int)> heard)
      : pqxx::notification_receiver(link, channel), heard_(std::move(heard)) {}
  void operator()(const std::string& payload, int pid) override { heard_(payload, pid); }

 private:
  const std::function<void(const std::string&, int)> heard_;
};

}  // namespace

struct Listener::State {
  // Constant after construction.
  std::string dsn, channel;
  Callbacks callbacks;
  int wake = -1;

  std::atomic<bool> ending = false, connected = false;
  std::thread thread;

  void report(const std::string& problem) const {
    if (callbacks.on_problem) callbacks.on_problem(problem);
  }

  template <typename Callback, typename... Args>
  void call(const Callback& callback, const Args&... args) const {
    if (!callback) return;
    try {
      callback(args...);
    } catch (const std::exception& error) {
      report(std::string("a listener of the bus failed: ") + error.what());
    }
  }

  // True when the event woke it or something arrived; false after the pause.
  bool wait(int socket, milliseconds pause) const {
    pollfd ends[] = {{wake, POLLIN, 0}, {socket, POLLIN, 0}};
    const auto ready = ::poll(ends, socket < 0 ? 1 : 2, static_cast<int>(pause.count()));
    return ready > 0 || (ready < 0 && errno == EINTR);
  }

  void listen() {
    pqxx::connection link(dsn);
    // Who was cut off has missed something: that is told, not mended in silence. libpqxx 6 does
    // mend, and calls what stops it deprecated because libpqxx 7 does not.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    link.inhibit_reactivation(true);
#pragma GCC diagnostic pop
    const Receiver receiver(link, channel, [this](const std::string& payload, int pid) {
      if (!callbacks.is_own || !callbacks.is_own(pid)) call(callbacks.on_payload, payload);
    });
    connected = true;
    call(callbacks.on_reconnect);
    while (!ending) {
      if (!wait(link.sock(), kHeartbeat)) pqxx::nontransaction(link).exec("SELECT 1");
      if (!ending) link.get_notifs();
      if (!link.is_open()) throw ConnectionLost("the connection was closed");
    }
  }

  void run() {
    auto pause = kFirstPause;
    while (!ending) {
      try {
        listen();
      } catch (const std::exception& error) {
        if (ending) return;
        if (connected.exchange(false)) pause = kFirstPause;
        report("not listening on " + channel + ": " + error.what());
      }
      if (!ending) wait(-1, pause);
      pause = std::min(pause * 2, kLongestPause);
    }
  }
};

Listener::Listener(const std::string& dsn, Callbacks callbacks, const std::string& database,
                   std::string channel)
    : state_(std::make_unique<State>()) {
  state_->dsn = with_database(dsn, database);
  state_->channel = std::move(channel);
  state_->callbacks = std::move(callbacks);
  state_->wake = ::eventfd(0, EFD_CLOEXEC);
  if (state_->wake < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  state_->thread = std::thread([state = state_.get()] { state->run(); });
}

Listener::~Listener() {
  state_->ending = true;
  ::eventfd_write(state_->wake, 1);
  state_->thread.join();
  ::close(state_->wake);
}

bool Listener::connected() const { return state_->connected; }

}  // namespace chatterd::bridge
