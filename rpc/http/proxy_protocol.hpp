// HAProxy's PROXY protocol, versions 1 and 2: what a proxy that passes on connections, and not
// requests, says of the client before the connection's first byte.
#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <string_view>

namespace chatterd::rpc {

class ProxyHeader {
 public:
  enum class State { incomplete, done, refused };
  // Takes of `bytes` what belongs to the header, and says how much that was.
  std::size_t feed(std::string_view bytes);
  State state() const { return state_; }
  const char* reason() const { return reason_; }  // when refused

  // When done: the client's, as text without the port; "" where the proxy speaks for itself (LOCAL)
  // or does not know (UNKNOWN, or no address of the internet).
  const std::string& address() const { return address_; }
  // Whether the client speaks TLS with the proxy; only version 2 can tell.
  bool tls() const { return tls_; }

 private:
  std::size_t feed_text(std::size_t before);
  std::size_t feed_binary(std::size_t before);
  void read_text(std::string_view line);
  void read_binary(std::string_view header);
  void read_extras(std::string_view extras);
  std::size_t refuse(const char* reason);

  State state_ = State::incomplete;
  const char* reason_ = "";
  std::string bytes_;  // taken so far
  std::string address_;
  bool tls_ = false;
};

// On the socket's io thread: reads the header, and nothing of what follows, and hands both over,
// also a refused one. A socket on which it is not complete in `time` is closed.
void read_proxy_header(boost::asio::ip::tcp::socket socket, std::chrono::milliseconds time,
                       std::function<void(boost::asio::ip::tcp::socket, const ProxyHeader&)> done);

}  // namespace chatterd::rpc
