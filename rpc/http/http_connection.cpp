// The life of a connection: read a request, hand it over, wait for its answer (http_answer.cpp),
// again.
#include "rpc/http/http_connection.hpp"

#include <boost/asio/post.hpp>

#include "rpc/http/compress.hpp"
#include "rpc/http/forwarded.hpp"
#include "rpc/monitoring/log.hpp"
#include "rpc/wire/html_pages.hpp"

namespace chatterd::rpc {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr std::size_t read_ahead = 64 * 1024;  // of pipelined requests behind the current one

// Whose turn a call takes: the session's, or the address's where there is none.
std::size_t client_of(const HttpRequest& request) {
  return std::hash<std::string>{}(request.cookie("session_id").value_or(request.remote));
}

}  // namespace

bool BodyMemory::take(std::size_t bytes) {
  if (used_.fetch_add(bytes) + bytes <= limit_) return true;
  used_.fetch_sub(bytes);
  return false;
}

bool BodyShare::grow_to(std::size_t bytes) {
  if (bytes <= bytes_) return true;
  if (!memory_->take(bytes - bytes_)) return false;
  bytes_ = bytes;
  return true;
}

Connection::Connection(Shard& shard, Wire wire, Door door, Peer peer)
    : shard_(shard), socket_(std::move(wire)), door_(door), peer_(std::move(peer)) {
  shard_.shared.connections.fetch_add(1);
  boost::system::error_code ignored;
  socket_.non_blocking(true, ignored);
}

Connection::~Connection() = default;

void Connection::start() {
  set_deadline(shard_.shared.options.header_time);
  wait_for_input();
}

void Connection::set_deadline(milliseconds time) { deadline_ = steady_clock::now() + time; }

void Connection::wait_for_input() {
  if (waiting_ || phase_ == Phase::closed) return;
  waiting_ = true;
  socket_.async_wait(Wire::wait_read, [self = shared_from_this()](boost::system::error_code error) {
    self->waiting_ = false;
    if (error)
      self->close();
    else
      self->on_readable();
  });
}

void Connection::watch() {
  if (phase_ == Phase::handling && input_.size() < read_ahead) wait_for_input();
}

void Connection::on_readable() {
  if (phase_ == Phase::closed) return;
  boost::system::error_code error;
  const std::size_t count = socket_.read_some(asio::buffer(shard_.scratch), error);
  if (error == asio::error::would_block || error == asio::error::try_again) return wait_for_input();
  if (error || count == 0) return close();
  const std::string_view data(shard_.scratch.data(), count);
  switch (phase_) {
    case Phase::lingering:
      return wait_for_input();
    case Phase::handling:
      input_ += data;
      turn_.fetch_or(Turn::input_waits);
      if (!after_answer()) watch();
      return;
    case Phase::writing:
      input_ += data;
      return;
    default:
      if (input_.empty()) return feed(data);
      input_ += data;
      const std::string all = std::exchange(input_, {});
      return feed(all);
  }
}

// `data` is everything that is unread so far; what no parser took goes to input_.
void Connection::feed(std::string_view data) {
  const ServerOptions& options = shard_.shared.options;
  while (phase_ == Phase::fresh || phase_ == Phase::idle || phase_ == Phase::head ||
         phase_ == Phase::body) {
    if (!parser_) {
      // Empty lines between requests are allowed and mean nothing.
      while (!data.empty() && (data.front() == '\r' || data.front() == '\n')) data.remove_prefix(1);
      if (data.empty()) break;
      parser_ = std::make_unique<RequestParser>(options.header_limit);
      started_ = steady_clock::now();
      if (phase_ != Phase::fresh) set_deadline(options.header_time);
      phase_ = Phase::head;
    }
    const RequestParser::State before = parser_->state();
    const std::size_t taken = parser_->feed(data);
    data.remove_prefix(taken);
    if (parser_->state() == RequestParser::State::failed)
      return refuse(parser_->status(), parser_->reason());
    if (before == RequestParser::State::head && parser_->state() != RequestParser::State::head &&
        !begin_body())
      return;
    if (request_ && !take_body()) return;
    if (parser_->state() == RequestParser::State::done) {
      input_ = std::string(data);
      return dispatch();
    }
    if (phase_ == Phase::body && leave_at_ > 0 && parser_->received() >= leave_at_) {
      input_ = std::string(data);
      return ask_leave();
    }
    if (taken == 0 || data.empty()) break;
  }
  input_ = std::string(data);
  if (phase_ == Phase::body)
    deadline_ = std::max(deadline_, started_ + options.body_time + time_for(parser_->received()));
  wait_for_input();
}

// The headers are complete: decides what will be done. False when the request was refused.
bool Connection::begin_body() {
  request_ = std::make_shared<HttpRequest>();
  share_ = std::make_shared<BodyShare>(shard_.shared.bodies);
  request_->door = door_;
  parser_->read_head(*request_);
  request_->id = shard_.shared.request_ids.fetch_add(1) + 1;
  request_->started = started_;
  request_->remote = peer_.address;
  if (peer_.tls) request_->scheme = "https";
  const ServerOptions& options = shard_.shared.options;
  if (options.proxy_mode) believe_proxy(*request_, options.trusted_proxies);
  plan_ = std::make_unique<Plan>(shard_.shared.planner(*request_));
  parser_->set_body_limit(plan_->body_limit);
  const auto length = parser_->content_length();
  leave_at_ = plan_->leave_from == 0 || (length && *length <= plan_->leave_from) ? 0
              : length ? std::min(leave_begin, plan_->leave_from)
                       : plan_->leave_from;
  if (parser_->state() == RequestParser::State::failed) {
    refuse(parser_->status(), parser_->reason());
    return false;
  }
  if (parser_->state() == RequestParser::State::body) {
    phase_ = Phase::body;
    set_deadline(shard_.shared.options.body_time);
    if (parser_->expects_continue()) {
      // 25 bytes into an empty send buffer: they go at once, or the client does without them.
      boost::system::error_code ignored;
      socket_.write_some(asio::buffer(std::string_view("HTTP/1.1 100 Continue\r\n\r\n")), ignored);
    }
  }
  return true;
}

// Counts what has come of the body. False when the request was refused.
bool Connection::take_body() {
  constexpr std::size_t small = 64 * 1024;  // as much as a connection may hold anyhow
  // parsing makes values of it, and the models rows
  constexpr std::size_t times_when_parsed = 3;
  const auto size = static_cast<std::size_t>(parser_->received());
  const bool done = parser_->state() == RequestParser::State::done;
  if (size <= small || share_->grow_to(done ? times_when_parsed * size : size)) return true;
  refuse(503, "too much in flight");
  return false;
}

// A worker says whether so large a body may come from this client; meanwhile nothing is read.
void Connection::ask_leave() {
  leave_at_ = 0;
  phase_ = Phase::asking;
  deadline_ = steady_clock::time_point::max();
  auto job = [self = shared_from_this(), request = request_, leave = plan_->leave,
              begin = std::string(parser_->body().substr(0, leave_begin))] {
    bool yes = false;
    try {
      yes = leave(*request, begin);
    } catch (const std::exception& error) {
      log(Level::warning, "leave for a large body", {{"error", error.what()}});
    }
    asio::post(self->shard_.io, [self, yes] { self->told(yes); });
  };
  if (!shard_.shared.post(std::move(job), client_of(*request_))) close();
}

void Connection::told(bool leave) {
  if (phase_ != Phase::asking) return;
  if (!leave) return refuse(413, "too large for somebody unknown");
  phase_ = Phase::body;
  set_deadline(shard_.shared.options.body_time);
  if (input_.empty()) return wait_for_input();
  const std::string data = std::exchange(input_, {});
  feed(data);
}

void Connection::dispatch() {
  const std::shared_ptr<HttpRequest> request = std::move(request_);
  const std::unique_ptr<Plan> plan = std::move(plan_);
  request->body = parser_->take_body();
  request->held = std::move(share_);
  AnswerForm form;
  form.head_only = request->method == "HEAD";
  form.http_1_0 = parser_->http_1_0();
  form.keep_alive = parser_->keep_alive();
  form.gzip =
      shard_.shared.options.gzip_from > 0 && accepts_gzip(request->header("accept-encoding"));
  parser_.reset();
  phase_ = Phase::handling;
  deadline_ = steady_clock::time_point::max();
  ticket_ = std::make_shared<Ticket>(shared_from_this(), form);
  turn_ = input_.empty() ? Turn::nothing : Turn::input_waits;
  watch();
  request->client = ticket_;
  // Answers 500 when the handler loses every copy of the responder.
  struct Promise {
    std::shared_ptr<Ticket> ticket;
    ~Promise() {
      if (!ticket->answered()) ticket->answer(error_page(500));
    }
  };
  auto promise = std::make_shared<Promise>();
  promise->ticket = ticket_;
  Responder respond = [promise = std::move(promise)](HttpResponse response) {
    promise->ticket->answer(std::move(response));
  };
  if (plan->on_io_thread) {
    plan->handler(request, std::move(respond));
    return;
  }
  const std::size_t client = client_of(*request);
  auto job = [handler = std::move(plan->handler), request, respond = std::move(respond)]() mutable {
    handler(std::move(request), std::move(respond));
  };
  shard_.shared.post(std::move(job), client);
}

void Connection::refuse(int status, const std::string& reason) {
  shard_.shared.refused.fetch_add(1, std::memory_order_relaxed);
  log(status == 413 ? Level::info : Level::debug, "refused",
      {{"status", status},
       {"remote", peer_.address},
       {"reason", reason},
       {"target", request_ ? request_->path : std::string()}});
  AnswerForm form;
  write(prepare(error_page(status), form, shard_.shared.options));
}

void Connection::next_request() {
  phase_ = Phase::idle;
  set_deadline(shard_.shared.options.idle_time);
  if (input_.empty()) {
    input_.shrink_to_fit();
    return wait_for_input();
  }
  const std::string data = std::exchange(input_, {});
  feed(data);
}

void Connection::stop() {
  after_answer();
  if (phase_ == Phase::handling)
    if (const std::shared_ptr<Ticket> ticket = ticket_) ticket->tell_stop();
}

// Where a request has begun to come, its answer says that it is the last.
void Connection::close_idle() {
  after_answer();
  if (phase_ != Phase::fresh && phase_ != Phase::idle && phase_ != Phase::lingering) return;
  boost::system::error_code ignored;
  if (phase_ == Phase::lingering || socket_.available(ignored) == 0) close();
}

void Connection::close() {
  if (phase_ == Phase::closed) return;
  phase_ = Phase::closed;
  // The descriptor stays until nobody is left who may send on it (send_at_once).
  boost::system::error_code ignored;
  socket_.shutdown(Wire::shutdown_both, ignored);
  socket_.cancel(ignored);
  parser_.reset();
  request_.reset();
  share_.reset();
  plan_.reset();
  input_ = {};
  shard_.shared.connections.fetch_sub(1);
  const std::shared_ptr<Ticket> ticket = std::move(ticket_);
  const std::shared_ptr<Connection> self =
      shared_from_this();  // remove() may drop the last reference
  shard_.remove(*this);
  if (ticket) ticket->tell_gone();
}

void Connection::check_deadline(steady_clock::time_point now) {
  after_answer();
  if (now < deadline_) return;
  if (phase_ == Phase::body || (phase_ == Phase::head && parser_ && parser_->started()))
    return refuse(
        408, phase_ == Phase::body ? "the body came too slowly" : "the headers came too slowly");
  close();
}

}  // namespace chatterd::rpc
