// The way of an answer from any thread back to its connection, and the io threads' lists.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <ctime>

#include "rpc/http/compress.hpp"
#include "rpc/http/http_connection.hpp"
#include "rpc/http/worker_pool.hpp"
#include "rpc/monitoring/log.hpp"
#include "rpc/wire/html_pages.hpp"

namespace chatterd::rpc {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

const std::string& date_text() {
  // made once a second; a text each, so that no lock is needed
  thread_local std::time_t last = 0;
  thread_local std::string text;
  const std::time_t now = std::time(nullptr);
  if (now != last) {
    std::tm utc{};
    gmtime_r(&now, &utc);
    char buffer[40];
    text.assign(buffer, std::strftime(buffer, sizeof buffer, "%a, %d %b %Y %H:%M:%S GMT", &utc));
    last = now;
  }
  return text;
}

// No header value may end its line: a value with CR or LF in it would write headers of its own.
bool safe_header(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

bool open_file(const HttpResponse& response, Outgoing& out) {
  out.file = ::open(response.file.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status {};
  if (out.file < 0 || ::fstat(out.file, &status) != 0 || !S_ISREG(status.st_mode)) return false;
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (response.offset > size || response.length > size - response.offset) return false;
  out.offset = static_cast<std::int64_t>(response.offset);
  out.left = response.length > 0 ? response.length : size - response.offset;
  return true;
}

}  // namespace

Outgoing::~Outgoing() {
  if (file >= 0) ::close(file);
}

std::array<asio::const_buffer, 2> Outgoing::rest() const {
  const std::size_t of_head = std::min(sent, head.size());
  return {asio::buffer(head) + of_head, asio::buffer(body) + (sent - of_head)};
}

std::unique_ptr<Outgoing> prepare(HttpResponse response, const AnswerForm& form,
                                  const ServerOptions& options) {
  auto out = std::make_unique<Outgoing>();
  out->close = !form.keep_alive;
  if (!response.file.empty() && !open_file(response, *out)) {
    log(Level::warning, "cannot send file", {{"file", response.file}});
    response = error_page(404);
    out->left = 0;
  }
  const bool no_content = response.status == 204 || response.status == 304 || response.status < 200;
  if (form.gzip && !no_content && response.body.size() > options.gzip_from &&
      response.header("content-encoding").empty() &&
      compressible(response.header("content-type"))) {
    response.body = gzip(response.body);
    response.set("Content-Encoding", "gzip");
    response.set("Vary", "Accept-Encoding");
  }
  std::string& head = out->head;
  head.reserve(512);
  head +=
      "HTTP/1.1 " + std::to_string(response.status) + ' ' + reason_phrase(response.status) + "\r\n";
  for (const auto& [name, value] : response.headers) {
    if (!safe_header(name) || !safe_header(value) || same_name(name, "content-length") ||
        same_name(name, "connection"))
      continue;
    head += name + ": " + value + "\r\n";
  }
  if (!no_content)
    head += "Content-Length: " + std::to_string(response.body.size() + out->left) + "\r\n";
  head += "Server: chatterd\r\nDate: " + date_text() + "\r\n";
  if (out->close)
    head += "Connection: close\r\n";
  else if (form.http_1_0)
    head += "Connection: keep-alive\r\n";
  head += "\r\n";
  if (form.head_only || no_content)
    out->left = 0;
  else
    out->body = std::move(response.body);
  return out;
}

Ticket::Ticket(std::shared_ptr<Connection> connection, AnswerForm form)
    : connection_(std::move(connection)), form_(form) {
  connection_->shard().shared.handling.fetch_add(1);
}

Ticket::~Ticket() = default;

void Ticket::answer(HttpResponse response) {
  if (answered_.exchange(true)) return;
  std::function<void()> gone, stop;  // destroyed outside the lock: they may hold the last responder
  bool vain = false;
  {
    const std::lock_guard lock(mutex_);
    gone = std::move(when_gone_);
    stop = std::move(when_stop_);
    vain = gone_;
  }
  Shard& shard = connection_->shard();
  if (!vain) {
    AnswerForm form = form_;
    form.keep_alive = form.keep_alive && !shard.shared.stopping;
    std::unique_ptr<Outgoing> out;
    try {
      out = prepare(std::move(response), form, shard.shared.options);
    } catch (const std::exception& error) {
      log(Level::error, "cannot write answer", {{"error", error.what()}});
      out = prepare(error_page(500), form, shard.shared.options);
    }
    // The bus, which answers ten thousand parked polls, leaves the sending to the io threads.
    if (WorkerPool::on_worker() && connection_->send_at_once(*out)) {
      shard.shared.handling.fetch_sub(1);
      return;
    }
    asio::post(shard.io, [connection = connection_, out = std::move(out)]() mutable {
      connection->write(std::move(out));
      connection->shard().shared.handling.fetch_sub(1);
    });
  } else {
    shard.shared.handling.fetch_sub(1);
  }
}

void Ticket::on_gone(std::function<void()> action) {
  {
    const std::lock_guard lock(mutex_);
    if (!gone_) {
      if (answered_) return;
      when_gone_ = std::move(action);
      action = nullptr;
    }
  }
  if (action) action();
}

void Ticket::on_stop(std::function<void()> action) {
  {
    const std::lock_guard lock(mutex_);
    if (!stop_) {
      if (answered_) return;
      when_stop_ = std::move(action);
      action = nullptr;
    }
  }
  if (action) action();
}

void Ticket::tell_gone() {
  std::function<void()> action;
  {
    const std::lock_guard lock(mutex_);
    gone_ = true;
    action = std::move(when_gone_);
    when_gone_ = nullptr;
  }
  if (action) action();
}

void Ticket::tell_stop() {
  std::function<void()> action;
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
    action = std::move(when_stop_);
    when_stop_ = nullptr;
  }
  if (action) action();
}

Shard::Shard(FrontShared& s) : shared(s), work_(io.get_executor()), sweep_timer_(io) {
  // Deadlines are looked at often enough to be late by a quarter at most, and not oftener than
  // useful.
  const ServerOptions& options = s.options;
  sweep_every_ =
      std::min({options.header_time, options.body_time, options.idle_time, options.write_time}) / 4;
  sweep_every_ = std::clamp(sweep_every_, milliseconds(10), milliseconds(1000));
}

void Shard::adopt(Wire wire, Door door, Peer peer) {
  const std::size_t limit = shared.max_connections;
  const std::size_t open = shared.connections;
  const bool full = open >= limit;
  if (full) shared.turned_away.fetch_add(1, std::memory_order_relaxed);
  if (open >= limit + turned_away_at_once) return;
  auto connection = std::make_shared<Connection>(*this, std::move(wire), door, std::move(peer));
  connection->index = connections_.size();
  connections_.push_back(connection);
  if (full)
    connection->refuse(503, "too many connections");
  else
    connection->start();
}

void Shard::remove(Connection& connection) {
  const std::size_t at = connection.index;
  if (at >= connections_.size() || connections_[at].get() != &connection) return;
  std::swap(connections_[at], connections_.back());
  connections_[at]->index = at;
  connections_.pop_back();
}

void Shard::start_sweeping() {
  sweep_timer_.expires_after(sweep_every_);
  sweep_timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    sweep();
    start_sweeping();
  });
}

void Shard::sweep() {
  const auto now = steady_clock::now();
  // From the back: closing moves the last one, already looked at, into the gap.
  for (std::size_t i = connections_.size(); i-- > 0;)
    if (i < connections_.size()) connections_[i]->check_deadline(now);
}

void Shard::stop() {
  const std::vector<std::shared_ptr<Connection>> all = connections_;
  for (const auto& connection : all) connection->stop();
}

void Shard::close_idle() {
  const std::vector<std::shared_ptr<Connection>> all = connections_;
  for (const auto& connection : all) connection->close_idle();
}

void Shard::close_all() {
  const std::vector<std::shared_ptr<Connection>> all = connections_;
  for (const auto& connection : all) connection->close();
}

void Shard::finish() {
  work_.reset();
  sweep_timer_.cancel();
  io.stop();
}

}  // namespace chatterd::rpc
