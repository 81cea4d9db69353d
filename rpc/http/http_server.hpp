// The front: accepts connections, reads requests within limits and writes the answers.
//
// Every connection belongs to one io thread and costs no thread of its own; an idle or parked one
// holds no buffers. Requests of one connection are answered one after the other, in order.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "rpc/http/http_message.hpp"
#include "rpc/http/trusted_proxies.hpp"

namespace chatterd::rpc {

// One more address, for some routes only.
struct SideDoor {
  Door door = Door::addon;
  std::string address;
  std::uint16_t port = 0;
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one, see HttpServer::port()
  std::vector<SideDoor> side_doors;
  std::size_t io_threads = 1;
  std::size_t workers = 4;
  std::size_t max_connections = 65536;
  std::size_t header_limit = 32 * 1024;  // request line and headers together; more is 431
  std::chrono::milliseconds header_time =
      std::chrono::seconds(10);  // until the headers are complete
  std::chrono::milliseconds body_time =
      std::chrono::seconds(30);  // and 1 s more for each 10 KB received
  std::chrono::milliseconds idle_time = std::chrono::seconds(75);  // between requests
  std::chrono::milliseconds write_time =
      std::chrono::seconds(60);  // and 1 s more for each 10 KB to send
  // Bytes that the bodies of all requests in flight may hold together, parsed ones counted three
  // times; what would go beyond is 503.
  std::size_t body_memory = std::size_t{1} << 30;
  // A stop goes on serving for so long: requests that are on their way still find somebody.
  std::chrono::milliseconds drain_time = std::chrono::milliseconds(250);
  std::size_t gzip_from = 1024;  // answers of more bytes are compressed; 0: never
  bool proxy_mode = false;       // believe X-Forwarded-For, -Proto and -Host, as Odoo's proxy_mode
  // Connections of clients begin with a PROXY header; those of others than trusted_proxies do not.
  bool proxy_protocol = false;
  TrustedProxies trusted_proxies;  // whose word counts, in proxy_mode and proxy_protocol
  // Clients are served over TLS with these files (PEM); "" for plain HTTP.
  std::string tls_certificate, tls_key;
  int inherited = -1;  // the clients' listening socket, where somebody else has opened it
};

// What is to be done with a request whose headers have come.
struct Plan {
  std::size_t body_limit = 0;  // a larger body is 413, before it is read
  // A body of more than this needs leave: when its first `leave_begin` bytes have come (of a body
  // of unknown length: this many), a worker is asked whether to take the rest. 0: nobody is asked.
  std::size_t leave_from = 0;
  std::function<bool(const HttpRequest& head, std::string_view begin)> leave;
  bool on_io_thread = false;  // for handlers that never wait; others run on the worker threads
  Handler handler;
};
constexpr std::size_t leave_begin = 64 * 1024;

// Called on an io thread with everything but the body.
using Planner = std::function<Plan(const HttpRequest&)>;

class HttpServer {
 public:
  // Whoever parks responders has to drop them before the server is destroyed.
  HttpServer(ServerOptions options, Planner planner);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Binds and starts the threads. Throws std::runtime_error that names the address.
  void start();
  std::uint16_t port() const;
  std::uint16_t port(Door side) const;  // of a side door; 0 when there is none
  // Tells parked requests to answer, says with each answer that it is the connection's last, keeps
  // new connections out, serves those that are there or on their way, and closes; after `grace` it
  // closes what is left. Nobody who has sent a request is turned away. Returns whether every call
  // had its answer. Idempotent.
  bool stop(std::chrono::milliseconds grace);
  // Runs a job on the worker threads, or drops it when the server has stopped.
  bool post(std::function<void()> job);
  // Runs an action on an io thread after a while, unless the server has stopped by then.
  void after(std::chrono::milliseconds delay, std::function<void()> action);

  // These take effect for connections from now on.
  void set_max_connections(std::size_t limit);
  // Reads the files of TLS again. Throws std::runtime_error; then the old ones stay.
  void reload_tls();

  struct Stats {
    std::size_t connections, handling, queued, busy_workers;
    std::uint64_t accepted, turned_away,
        refused;             // refused: requests answered 4xx before any handler
    std::size_t body_bytes;  // what ServerOptions::body_memory limits
  };
  Stats stats() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace chatterd::rpc
