// OpenSSL through Asio, a pump in each direction.
#include "rpc/http/tls.hpp"

#include <array>
#include <atomic>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <mutex>
#include <stdexcept>

namespace chatterd::rpc {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::chrono::seconds handshake_time{10}, goodbye_time{5};

// A client and the front, and what goes between them. Lives as long as an operation is under way.
class Pump : public std::enable_shared_from_this<Pump> {
 public:
  Pump(tcp::socket socket, ssl::context& context, std::shared_ptr<std::atomic<std::size_t>> open)
      : open_(std::move(open)),
        client_(std::move(socket), context),
        front_(client_.get_executor()),
        timer_(client_.get_executor()) {
    open_->fetch_add(1);
  }
  ~Pump() { leave(); }
  Pump(const Pump&) = delete;
  Pump& operator=(const Pump&) = delete;

  void begin(std::function<void(Wire)> adopt) {
    limit(handshake_time);
    client_.async_handshake(ssl::stream_base::server, [self = shared_from_this(),
                                                       adopt = std::move(adopt)](error_code error) {
      self->timer_.cancel();
      if (error) return self->end();
      asio::local::stream_protocol::socket inner(self->client_.get_executor());
      asio::local::connect_pair(self->front_, inner, error);
      if (error) return self->end();
      adopt(std::move(inner));
      self->take_in();
      self->give_out();
    });
  }

 private:
  void limit(std::chrono::seconds time) {
    timer_.expires_after(time);
    timer_.async_wait([self = shared_from_this()](error_code error) {
      if (!error) self->end();
    });
  }

  void take_in() {
    client_.async_read_some(
        asio::buffer(in_), [self = shared_from_this()](error_code error, std::size_t count) {
          if (error) {  // the client has said goodbye, or is gone: the front sees the end
            error_code ignored;
            self->front_.shutdown(asio::socket_base::shutdown_send, ignored);
            return;
          }
          asio::async_write(self->front_, asio::buffer(self->in_.data(), count),
                            [self](error_code failed, std::size_t) {
                              if (!failed) self->take_in();
                            });
        });
  }

  void give_out() {
    front_.async_read_some(
        asio::buffer(out_), [self = shared_from_this()](error_code error, std::size_t count) {
          if (error) return self->say_goodbye();
          asio::async_write(
              self->client_, asio::buffer(self->out_.data(), count),
              [self](error_code failed, std::size_t) { failed ? self->end() : self->give_out(); });
        });
  }

  // All has been sent.
  void leave() {
    if (!std::exchange(left_, true)) open_->fetch_sub(1);
  }

  void say_goodbye() {
    leave();
    limit(goodbye_time);
    client_.async_shutdown([self = shared_from_this()](error_code) {
      self->timer_.cancel();
      self->end();
    });
  }

  void end() {
    error_code ignored;
    client_.next_layer().close(ignored);
    front_.close(ignored);
  }

  const std::shared_ptr<std::atomic<std::size_t>> open_;  // pumps that are at work
  bool left_ = false;
  ssl::stream<tcp::socket> client_;
  asio::local::stream_protocol::socket front_;
  asio::steady_timer timer_;
  std::array<char, 16 * 1024> in_, out_;
};

std::shared_ptr<ssl::context> read_files(const std::string& certificate, const std::string& key) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  context->set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 |
                       ssl::context::no_tlsv1_1 | SSL_OP_NO_RENEGOTIATION);
  error_code error;
  const auto check = [&](const std::string& file) {
    if (error) throw std::runtime_error("cannot use " + file + " for TLS: " + error.message());
  };
  context->use_certificate_chain_file(certificate, error);
  check(certificate);
  context->use_private_key_file(key, ssl::context::pem, error);
  check(key);
  if (SSL_CTX_check_private_key(context->native_handle()) != 1)
    throw std::runtime_error("the key " + key + " is not that of the certificate " + certificate);
  return context;
}

}  // namespace

struct Tls::State {
  const std::string certificate, key;
  std::mutex mutex;
  std::shared_ptr<ssl::context> context;  // guarded by mutex
  std::shared_ptr<std::atomic<std::size_t>> open;

  std::shared_ptr<ssl::context> current() {
    const std::lock_guard lock(mutex);
    return context;
  }
};

Tls::Tls(std::string certificate, std::string key)
    : state_(new State{std::move(certificate),
                       std::move(key),
                       {},
                       {},
                       std::make_shared<std::atomic<std::size_t>>(0)}) {
  reload();
}

Tls::~Tls() = default;

void Tls::reload() {
  std::shared_ptr<ssl::context> made = read_files(state_->certificate, state_->key);
  const std::lock_guard lock(state_->mutex);
  state_->context = std::move(made);
}

bool Tls::quiet() const { return *state_->open == 0; }

void Tls::begin(tcp::socket socket, std::function<void(Wire)> adopt) {
  std::make_shared<Pump>(std::move(socket), *state_->current(), state_->open)
      ->begin(std::move(adopt));
}

}  // namespace chatterd::rpc
