// The sending of answers, and the end of a connection behind the last one.
#include <sys/sendfile.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include "rpc/http/http_connection.hpp"

namespace chatterd::rpc {

namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t slow_bytes_per_second = 10 * 1024;
constexpr milliseconds linger_time = std::chrono::seconds(2);

}  // namespace

milliseconds time_for(std::uint64_t bytes) {
  return milliseconds(bytes * 1000 / slow_bytes_per_second);
}

bool Connection::send_at_once(Outgoing& outgoing) {
  if (outgoing.close || outgoing.left > 0 || shard_.shared.stopping) return false;
  const auto parts = outgoing.rest();
  std::array<iovec, 2> pieces{};
  for (std::size_t i = 0; i < parts.size(); ++i)
    pieces[i] = {const_cast<void*>(parts[i].data()), parts[i].size()};
  msghdr message{};
  message.msg_iov = pieces.data();
  message.msg_iovlen = pieces.size();
  const ssize_t count = ::sendmsg(socket_.native_handle(), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (count > 0) outgoing.sent += static_cast<std::size_t>(count);
  if (outgoing.sent < outgoing.head.size() + outgoing.body.size()) return false;
  // What came in the meantime, the io thread left lying, since it could not know.
  if ((turn_.fetch_or(Turn::answered) & Turn::input_waits) != 0)
    asio::post(shard_.io, [self = shared_from_this()] { self->after_answer(); });
  return true;
}

// Goes on when the answer to the request that is being handled is out already.
bool Connection::after_answer() {
  if (phase_ != Phase::handling || (turn_ & Turn::answered) == 0) return false;
  ticket_.reset();
  next_request();
  return true;
}

void Connection::write(std::unique_ptr<Outgoing> outgoing) {
  if (phase_ == Phase::closed) return;
  ticket_.reset();
  parser_.reset();
  request_.reset();
  share_.reset();
  plan_.reset();
  phase_ = Phase::writing;
  outgoing_ = std::move(outgoing);
  set_deadline(shard_.shared.options.write_time +
               time_for(outgoing_->body.size() + outgoing_->left));
  asio::async_write(socket_, outgoing_->rest(),
                    [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                      if (error) return self->close();
                      if (self->outgoing_ && self->outgoing_->left > 0) return self->send_file();
                      self->on_written();
                    });
}

void Connection::send_file() {
  if (phase_ == Phase::closed) return;
  // A bounded piece at a time, so that a fast client with a large file does not hold the thread.
  off_t offset = outgoing_->offset;
  const ssize_t sent = ::sendfile(socket_.native_handle(), outgoing_->file, &offset,
                                  std::min<std::uint64_t>(outgoing_->left, 1 << 20));
  if (sent > 0) {
    outgoing_->offset = offset;
    outgoing_->left -= static_cast<std::uint64_t>(sent);
    if (outgoing_->left == 0) return on_written();
  } else if (sent == 0 || (errno != EAGAIN && errno != EINTR)) {
    return close();  // the file got shorter, or the client is gone
  }
  socket_.async_wait(Wire::wait_write,
                     [self = shared_from_this()](boost::system::error_code error) {
                       if (error) return self->close();
                       self->send_file();
                     });
}

void Connection::on_written() {
  if (phase_ == Phase::closed) return;
  const bool last = outgoing_->close;
  outgoing_.reset();
  if (last) return linger();
  next_request();
}

// Closing with unread input makes the kernel reset the connection, which can destroy the answer on
// its way; so the rest is read and thrown away for a moment.
void Connection::linger() {
  boost::system::error_code ignored;
  socket_.shutdown(Wire::shutdown_send, ignored);
  if (shard_.shared.stopping && socket_.available(ignored) == 0) return close();
  phase_ = Phase::lingering;
  set_deadline(linger_time);
  wait_for_input();
}

}  // namespace chatterd::rpc
