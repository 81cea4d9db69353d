// Listening on a libpq connection: the thread sleeps in poll() on the connection's socket and on
// an event that ends it, so that neither a notification nor the end has to wait for a time-out.
#include "bridge/postgres/listener.hpp"

#include <libpq-fe.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <memory>
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

struct Close {
  void operator()(PGconn* link) const { PQfinish(link); }
};
using Link = std::unique_ptr<PGconn, Close>;

[[noreturn]] void fail(PGconn* link) {
  const std::string message = PQerrorMessage(link);
  throw ConnectionLost(message.empty() ? "the connection was closed" : message);
}

void run_on(PGconn* link, const std::string& text) {
  PGresult* const result = PQexec(link, text.c_str());
  const bool done =
      PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK;
  PQclear(result);
  if (!done) fail(link);
}

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
    const Link link(PQconnectdb(dsn.c_str()));
    if (PQstatus(link.get()) != CONNECTION_OK) fail(link.get());
    run_on(link.get(), "LISTEN " + Sql::identifier(channel).text());
    connected = true;
    call(callbacks.on_reconnect);
    while (!ending) {
      if (!wait(PQsocket(link.get()), kHeartbeat)) run_on(link.get(), "SELECT 1");
      if (!ending && PQconsumeInput(link.get()) != 1) fail(link.get());
      while (PGnotify* const heard = PQnotifies(link.get())) {
        const std::string payload = heard->extra;
        PQfreemem(heard);
        call(callbacks.on_payload, payload);
      }
      if (PQstatus(link.get()) != CONNECTION_OK) fail(link.get());
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
