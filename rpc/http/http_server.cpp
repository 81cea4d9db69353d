// The asynchronous front on Asio: io threads, connections and the way of an answer back to its
// connection.
#include "rpc/http/http_server.hpp"

#include <sys/socket.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <thread>

#include "rpc/http/http_connection.hpp"
#include "rpc/http/listening.hpp"
#include "rpc/http/proxy_protocol.hpp"
#include "rpc/http/tls.hpp"
#include "rpc/http/worker_pool.hpp"
#include "rpc/monitoring/log.hpp"

namespace chatterd::rpc {

namespace asio = boost::asio;
using asio::ip::tcp;
using std::chrono::steady_clock;

struct HttpServer::Impl {
  // Constant after construction.
  ServerOptions options;
  Planner planner;
  FrontShared shared;
  WorkerPool workers;
  std::vector<std::unique_ptr<Shard>> shards;
  std::vector<std::thread> threads;
  struct Entrance {
    Door door;
    tcp::acceptor acceptor;  // used on the first shard's thread
    std::uint16_t port;
    bool inherited;
  };
  std::unique_ptr<Tls> tls;                          // from start() on, where clients have it
  std::vector<std::unique_ptr<Entrance>> entrances;  // the clients' first
  std::size_t next_shard = 0;                        // on the first shard's thread
  std::mutex stop_mutex;
  bool stopped = false;     // guarded by stop_mutex
  bool all_served = false;  // guarded by stop_mutex

  Impl(ServerOptions o, Planner p)
      : options(std::move(o)),
        planner(std::move(p)),
        shared{.options = options,
               .planner = planner,
               .post = {},
               .bodies = std::make_shared<BodyMemory>(options.body_memory)},
        workers(options.workers) {
    shared.max_connections = options.max_connections;
    shared.post = [this](std::function<void()> job, std::size_t client) {
      return workers.post(std::move(job), client);
    };
    for (std::size_t i = 0; i < std::max<std::size_t>(options.io_threads, 1); ++i)
      shards.push_back(std::make_unique<Shard>(shared));
  }

  void take_over(int socket) {
    sockaddr_storage name{};
    socklen_t size = sizeof name;
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&name), &size);
    auto made =
        std::make_unique<Entrance>(Entrance{Door::clients, tcp::acceptor(shards[0]->io), 0, true});
    made->acceptor.assign(name.ss_family == AF_INET6 ? tcp::v6() : tcp::v4(), socket);
    made->port = made->acceptor.local_endpoint().port();
    entrances.push_back(std::move(made));
  }

  // Throws std::runtime_error that names the address.
  void open(Door door, const std::string& given, std::uint16_t port) {
    try {
      asio::io_context& io = shards[0]->io;
      tcp::resolver resolver(io);
      const std::string address = given == "*" ? "0.0.0.0" : given;
      const auto found = resolver.resolve(address, std::to_string(port), tcp::resolver::passive);
      const tcp::endpoint endpoint = *found.begin();
      auto made = std::make_unique<Entrance>(Entrance{door, tcp::acceptor(io), 0, false});
      made->acceptor.open(endpoint.protocol());
      made->acceptor.set_option(tcp::acceptor::reuse_address(true));
      made->acceptor.bind(endpoint);
      made->acceptor.listen(4096);
      made->port = made->acceptor.local_endpoint().port();
      entrances.push_back(std::move(made));
    } catch (const boost::system::system_error& error) {
      entrances.clear();
      throw std::runtime_error("cannot listen on " + given + ":" + std::to_string(port) + ": " +
                               error.code().message());
    }
  }

  void accept(Entrance& entrance) {
    Shard& shard = *shards[next_shard++ % shards.size()];
    entrance.acceptor.async_accept(
        shard.io, [this, &shard, &entrance](boost::system::error_code error, tcp::socket socket) {
          if (error == asio::error::operation_aborted) return;
          if (error && !entrance.acceptor.is_open()) return;
          if (error) {
            // Out of file descriptors, most likely: waiting for connections to close beats
            // spinning.
            log(Level::warning, "accept failed", {{"error", error.message()}});
            auto timer =
                std::make_shared<asio::steady_timer>(shards[0]->io, std::chrono::milliseconds(100));
            timer->async_wait([this, timer, &entrance](boost::system::error_code) {
              if (entrance.acceptor.is_open()) accept(entrance);
            });
            return;
          }
          adopt(shard, std::move(socket), entrance);
          if (entrance.acceptor.is_open()) accept(entrance);
        });
  }

  void adopt(Shard& shard, tcp::socket socket, const Entrance& entrance) {
    shared.accepted.fetch_add(1, std::memory_order_relaxed);
    keep_checking(socket.native_handle());
    boost::system::error_code ignored;
    const tcp::endpoint end = socket.remote_endpoint(ignored);
    Peer peer{end.address().to_string()};
    asio::post(shard.io, [this, &shard, socket = std::move(socket), door = entrance.door,
                          peer = std::move(peer)]() mutable {
      if (!options.proxy_protocol || door != Door::clients ||
          !options.trusted_proxies.includes(peer.address))
        return begin(shard, std::move(socket), door, std::move(peer));
      auto arrival = arrive();
      if (!arrival) return;
      read_proxy_header(std::move(socket), options.header_time,
                        [this, &shard, door, peer, arrival = std::move(arrival)](
                            tcp::socket proxied, const ProxyHeader& header) {
                          introduce(shard, std::move(proxied), door, peer, header);
                        });
    });
  }

  // A place for a connection that the front does not see yet: as long as the pointer lives. Empty
  // when there are as many connections as are turned away at once: this one is closed unheard.
  std::shared_ptr<FrontShared> arrive() {
    if (shared.connections + shared.arriving >= shared.max_connections + turned_away_at_once) {
      shared.turned_away.fetch_add(1, std::memory_order_relaxed);
      return nullptr;
    }
    shared.arriving.fetch_add(1);
    return {&shared, [](FrontShared* front) { front->arriving.fetch_sub(1); }};
  }

  // The peer is a proxy that says whose connection it is.
  void introduce(Shard& shard, tcp::socket socket, Door door, Peer peer,
                 const ProxyHeader& header) {
    if (header.state() == ProxyHeader::State::refused) {
      shared.refused.fetch_add(1, std::memory_order_relaxed);
      log(Level::info, "refused", {{"remote", peer.address}, {"reason", header.reason()}});
      return;
    }
    if (!header.address().empty()) peer.address = header.address();
    peer.tls = header.tls();
    begin(shard, std::move(socket), door, std::move(peer));
  }

  void begin(Shard& shard, tcp::socket socket, Door door, Peer peer) {
    if (!tls || door != Door::clients) return shard.adopt(std::move(socket), door, std::move(peer));
    auto arrival = arrive();
    if (!arrival) return;
    peer.tls = true;
    tls->begin(std::move(socket), [&shard, door, peer = std::move(peer),
                                   arrival = std::move(arrival)](Wire inside) mutable {
      arrival.reset();
      shard.adopt(std::move(inside), door, peer);
    });
  }

  // On the first shard's thread. Who connected before the newcomers were kept out is taken in.
  void close_entrances() {
    for (auto& entrance : entrances) {
      boost::system::error_code error;
      entrance->acceptor.cancel(error);
      entrance->acceptor.non_blocking(true, error);
      if (entrance->inherited) error = asio::error::would_block;  // the next process has them
      while (!error) {
        Shard& shard = *shards[next_shard++ % shards.size()];
        tcp::socket socket(shard.io);
        entrance->acceptor.accept(socket, error);
        if (!error) adopt(shard, std::move(socket), *entrance);
      }
      entrance->acceptor.close(error);
    }
  }

  void run(Shard& shard) {
    for (;;) {
      try {
        shard.io.run();
        return;
      } catch (const std::exception& failure) {
        log(Level::error, "io thread", {{"error", failure.what()}});
      }
    }
  }
};

HttpServer::HttpServer(ServerOptions options, Planner planner)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(planner))) {}

HttpServer::~HttpServer() {
  stop(std::chrono::seconds(5));
  for (std::thread& thread : impl_->threads)
    if (thread.joinable()) thread.join();
}

void HttpServer::start() {
  const ServerOptions& options = impl_->options;
  if (!options.tls_certificate.empty())
    impl_->tls = std::make_unique<Tls>(options.tls_certificate, options.tls_key);
  if (options.inherited >= 0)
    impl_->take_over(options.inherited);
  else
    impl_->open(Door::clients, options.address, options.port);
  for (const SideDoor& side : options.side_doors) impl_->open(side.door, side.address, side.port);
  for (auto& shard : impl_->shards) {
    shard->start_sweeping();
    impl_->threads.emplace_back([this, &shard = *shard] { impl_->run(shard); });
  }
  asio::post(impl_->shards[0]->io, [this] {
    for (auto& entrance : impl_->entrances) impl_->accept(*entrance);
  });
}

std::uint16_t HttpServer::port() const { return port(Door::clients); }
std::uint16_t HttpServer::port(Door side) const {
  for (const auto& entrance : impl_->entrances)
    if (entrance->door == side) return entrance->port;
  return 0;
}

bool HttpServer::stop(std::chrono::milliseconds grace) {
  const std::lock_guard lock(impl_->stop_mutex);
  if (impl_->stopped) return impl_->all_served;
  impl_->stopped = true;
  const auto deadline = steady_clock::now() + grace;
  FrontShared& shared = impl_->shared;
  shared.stopping = true;
  for (auto& shard : impl_->shards) asio::post(shard->io, [&shard = *shard] { shard.stop(); });
  const auto quiet = [&] {
    return shared.connections == 0 && shared.handling == 0 && (!impl_->tls || impl_->tls->quiet());
  };
  const auto pause = [&](std::chrono::milliseconds time) {
    std::this_thread::sleep_until(std::min(steady_clock::now() + time, deadline));
  };
  if (!impl_->threads.empty()) {
    for (auto& entrance : impl_->entrances)
      if (!entrance->inherited) keep_newcomers_out(entrance->acceptor.native_handle());
    pause(impl_->options.drain_time);
    asio::post(impl_->shards[0]->io, [this] { impl_->close_entrances(); });
    pause(impl_->options.drain_time / 4);
  }
  while (!impl_->threads.empty() && !quiet() && steady_clock::now() < deadline) {
    for (auto& shard : impl_->shards)
      asio::post(shard->io, [&shard = *shard] { shard.close_idle(); });
    pause(std::chrono::milliseconds(10));
  }
  impl_->all_served = shared.handling == 0;
  if (impl_->all_served) impl_->workers.finish();
  for (auto& shard : impl_->shards) {
    asio::post(shard->io, [&shard = *shard] {
      shard.close_all();
      shard.finish();
    });
  }
  for (std::thread& thread : impl_->threads) thread.join();
  return impl_->all_served;
}

bool HttpServer::post(std::function<void()> job) { return impl_->workers.post(std::move(job)); }

void HttpServer::after(std::chrono::milliseconds delay, std::function<void()> action) {
  auto timer = std::make_shared<asio::steady_timer>(impl_->shards[0]->io, delay);
  timer->async_wait([timer, action = std::move(action)](boost::system::error_code error) {
    if (!error) action();
  });
}

void HttpServer::set_max_connections(std::size_t limit) { impl_->shared.max_connections = limit; }

void HttpServer::reload_tls() {
  if (impl_->tls) impl_->tls->reload();
}

HttpServer::Stats HttpServer::stats() const {
  const FrontShared& shared = impl_->shared;
  return {.connections = shared.connections,
          .handling = shared.handling,
          .queued = impl_->workers.queued(),
          .busy_workers = impl_->workers.busy(),
          .accepted = shared.accepted,
          .turned_away = shared.turned_away,
          .refused = shared.refused,
          .body_bytes = shared.bodies->used()};
}

}  // namespace chatterd::rpc
