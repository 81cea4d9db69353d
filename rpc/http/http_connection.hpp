// Connections and the io threads that own them. Internal to the HTTP server: nobody else includes
// this, because it brings Asio with it.
#pragma once
#include <array>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>
#include <vector>

#include "rpc/http/http_server.hpp"
#include "rpc/http/request_parser.hpp"

namespace chatterd::rpc {

// The memory of all bodies in flight.
class BodyMemory {
 public:
  explicit BodyMemory(std::size_t limit) : limit_(limit) {}
  bool take(std::size_t bytes);
  void give(std::size_t bytes) { used_.fetch_sub(bytes); }
  std::size_t used() const { return used_; }

 private:
  const std::size_t limit_;
  std::atomic<std::size_t> used_ = 0;
};

// The part of one request in it.
class BodyShare {
 public:
  explicit BodyShare(std::shared_ptr<BodyMemory> memory) : memory_(std::move(memory)) {}
  ~BodyShare() { memory_->give(bytes_); }
  BodyShare(const BodyShare&) = delete;
  BodyShare& operator=(const BodyShare&) = delete;
  // False when there is no room; then nothing has changed.
  bool grow_to(std::size_t bytes);

 private:
  const std::shared_ptr<BodyMemory> memory_;
  std::size_t bytes_ = 0;
};

// Connections above the limit that may wait for their 503 to be read; more are closed without one.
constexpr std::size_t turned_away_at_once = 512;

// What all io threads share.
struct FrontShared {
  const ServerOptions& options;
  const Planner& planner;
  // to the worker threads, as a job of that client's
  std::function<bool(std::function<void()>, std::size_t client)> post;
  std::shared_ptr<BodyMemory> bodies;  // outlived by requests that are being answered
  std::atomic<std::size_t> max_connections = 0;
  std::atomic<std::size_t> connections = 0;
  std::atomic<std::size_t> arriving = 0;  // their PROXY header or TLS handshake is under way
  std::atomic<std::size_t> handling = 0;  // requests that wait for their answer
  std::atomic<std::uint64_t> accepted = 0;
  std::atomic<std::uint64_t> turned_away = 0;
  std::atomic<std::uint64_t> refused = 0;
  std::atomic<std::uint64_t> request_ids = 0;
  std::atomic<bool> stopping = false;
};

class Connection;

// A client's TCP connection, or the inner end of its TLS (rpc/http/tls.hpp).
using Wire = boost::asio::generic::stream_protocol::socket;

// Who is at the other end.
struct Peer {
  std::string address;  // as text, without the port
  bool tls = false;     // with us, or with a proxy that says so
};

// One io thread. All members are used on that thread only.
class Shard {
 public:
  explicit Shard(FrontShared& shared);
  void adopt(Wire wire, Door door, Peer peer);
  void start_sweeping();
  void stop();        // parked requests are told
  void close_idle();  // those on which nothing has been sent
  void close_all();   // whatever they are doing
  void finish();      // lets io.run() return
  void remove(Connection& connection);

  boost::asio::io_context io{1};
  FrontShared& shared;
  std::array<char, 64 * 1024> scratch;  // what has just been read, before it goes to a parser

 private:
  void sweep();

  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  boost::asio::steady_timer sweep_timer_;
  std::chrono::milliseconds sweep_every_;
  std::vector<std::shared_ptr<Connection>> connections_;
};

// An answer in the form in which it is sent.
struct Outgoing {
  std::string head;
  std::string body;
  std::size_t sent = 0;  // bytes of both that are out
  int file = -1;
  std::int64_t offset = 0;
  std::uint64_t left = 0;
  bool close = false;

  Outgoing() = default;
  Outgoing(const Outgoing&) = delete;
  Outgoing& operator=(const Outgoing&) = delete;
  ~Outgoing();
  // What is not sent yet of the head and the body.
  std::array<boost::asio::const_buffer, 2> rest() const;
};

// How the answer to one request has to look.
struct AnswerForm {
  bool head_only = false;
  bool http_1_0 = false;
  bool keep_alive = false;
  bool gzip = false;
};
std::unique_ptr<Outgoing> prepare(HttpResponse response, const AnswerForm& form,
                                  const ServerOptions& options);

// How long the sending or receiving of so much may take: a slower client is cut off.
std::chrono::milliseconds time_for(std::uint64_t bytes);

// One request between its handler and its connection.
class Ticket : public Client, public std::enable_shared_from_this<Ticket> {
 public:
  Ticket(std::shared_ptr<Connection> connection, AnswerForm form);
  ~Ticket() override;
  void on_gone(std::function<void()> action) override;
  void on_stop(std::function<void()> action) override;
  // From any thread; only the first counts.
  void answer(HttpResponse response);
  bool answered() const { return answered_; }
  // On the connection's io thread.
  void tell_gone();
  void tell_stop();

 private:
  std::shared_ptr<Connection> connection_;
  const AnswerForm form_;
  std::atomic<bool> answered_ = false;
  std::mutex mutex_;
  bool gone_ = false;  // guarded by mutex_, as all below
  bool stop_ = false;
  std::function<void()> when_gone_;
  std::function<void()> when_stop_;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Shard& shard, Wire wire, Door door, Peer peer);
  ~Connection();

  void start();
  // Answers with an error page before any request was read to its end, and closes.
  void refuse(int status, const std::string& reason);
  void write(std::unique_ptr<Outgoing> outgoing);
  // From any thread, once for the request that is being handled: sends its answer as far as the
  // socket takes it. True when all is out; the io thread is then not woken, which would cost more
  // than the sending: it finds out when the client's next request comes.
  bool send_at_once(Outgoing& outgoing);
  void stop();
  void close_idle();
  void close();
  void check_deadline(std::chrono::steady_clock::time_point now);

  Shard& shard() { return shard_; }
  std::size_t index = 0;  // in the shard's list

 private:
  enum class Phase : std::uint8_t {
    fresh,
    idle,
    head,
    body,
    asking,  // whether the rest of the body may come
    handling,
    writing,
    lingering,
    closed
  };

  // Who has done what while a request is handled; see send_at_once().
  enum Turn : unsigned { nothing = 0, answered = 1, input_waits = 2 };

  void watch();  // notices when the client goes away while its request is being answered
  bool after_answer();
  void wait_for_input();
  void on_readable();
  void feed(std::string_view data);
  bool begin_body();
  bool take_body();
  void ask_leave();
  void told(bool leave);
  void dispatch();
  void send_file();
  void on_written();
  void next_request();
  void linger();
  void set_deadline(std::chrono::milliseconds time);

  Shard& shard_;
  Wire socket_;
  const Door door_;
  const Peer peer_;
  std::atomic<unsigned> turn_ = Turn::nothing;
  std::chrono::steady_clock::time_point deadline_;
  std::chrono::steady_clock::time_point started_;
  Phase phase_ = Phase::fresh;
  bool waiting_ = false;  // for input
  std::string input_;     // what was read behind the end of the last request
  std::unique_ptr<RequestParser> parser_;
  std::shared_ptr<HttpRequest> request_;  // from the headers' end until it is handed over
  std::shared_ptr<BodyShare> share_;      // of request_
  std::uint64_t leave_at_ = 0;            // bytes of the body; 0: nobody is asked any more
  std::unique_ptr<Plan> plan_;
  std::unique_ptr<Outgoing> outgoing_;
  std::shared_ptr<Ticket> ticket_;  // while its request is being answered
};

}  // namespace chatterd::rpc
