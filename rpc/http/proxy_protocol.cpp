// Both forms as https://www.haproxy.org/download/2.6/doc/proxy-protocol.txt has them.
#include "rpc/http/proxy_protocol.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <boost/asio/steady_timer.hpp>
#include <charconv>
#include <memory>
#include <optional>
#include <vector>

namespace chatterd::rpc {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::string_view text_mark = "PROXY ";
constexpr std::size_t longest_text = 107;  // with its line's end
constexpr std::string_view binary_mark("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr std::size_t fixed_part = 16;  // mark, command, family, length of the rest
// The protocol allows 64 KB; what proxies tell in extras is a few hundred bytes.
constexpr std::size_t longest_binary = 4096;

bool may_become(std::string_view bytes, std::string_view mark) {
  return bytes.substr(0, mark.size()) == mark.substr(0, bytes.size());
}

unsigned byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

std::size_t length_at(std::string_view text, std::size_t at) {
  return byte_at(text, at) << 8 | byte_at(text, at + 1);
}

std::string written(int family, const void* address) {
  std::array<char, INET6_ADDRSTRLEN> out{};
  ::inet_ntop(family, address, out.data(), out.size());
  return out.data();
}

// The address in the form in which a connection's own is written; nothing when it is none.
std::optional<std::string> read_address(int family, std::string_view given) {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  if (given.find('\0') != std::string_view::npos)
    return std::nullopt;  // C would stop reading there
  if (::inet_pton(family, std::string(given).c_str(), address.data()) != 1) return std::nullopt;
  return written(family, address.data());
}

bool is_port(std::string_view text) {
  unsigned port = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, port);
  return read.ec == std::errc() && read.ptr == end && port <= 65535;
}

}  // namespace

std::size_t ProxyHeader::refuse(const char* reason) {
  state_ = State::refused;
  reason_ = reason;
  return 0;
}

std::size_t ProxyHeader::feed(std::string_view bytes) {
  if (state_ != State::incomplete) return 0;
  const std::size_t before = bytes_.size();
  bytes_ += bytes;
  if (may_become(bytes_, binary_mark)) return feed_binary(before);
  if (may_become(bytes_, text_mark)) return feed_text(before);
  return refuse("no PROXY header");
}

std::size_t ProxyHeader::feed_text(std::size_t before) {
  const std::size_t end = bytes_.find('\n');
  if (std::min(end, bytes_.size()) >= longest_text) return refuse("the PROXY line is too long");
  if (end == std::string::npos) return bytes_.size() - before;
  bytes_.resize(end + 1);
  read_text(bytes_);
  return bytes_.size() - before;
}

// PROXY TCP4 192.0.2.7 10.0.0.1 51234 443
void ProxyHeader::read_text(std::string_view line) {
  if (!line.ends_with("\r\n")) {
    refuse("the PROXY line does not end with CR LF");
    return;
  }
  line.remove_suffix(2);
  std::vector<std::string_view> words;
  for (std::size_t from = 0; from <= line.size();) {
    const std::size_t space = std::min(line.find(' ', from), line.size());
    words.push_back(line.substr(from, space - from));
    from = space + 1;
  }
  state_ = State::done;
  if (words[1] == "UNKNOWN") return;  // whatever comes behind it
  const bool v4 = words[1] == "TCP4";
  const int family = v4 ? AF_INET : AF_INET6;
  if ((!v4 && words[1] != "TCP6") || words.size() != 6 || !read_address(family, words[3]) ||
      !is_port(words[4]) || !is_port(words[5])) {
    refuse("the PROXY line has another form");
    return;
  }
  if (const auto client = read_address(family, words[2]))
    address_ = *client;
  else
    refuse("the PROXY line names no address");
}

std::size_t ProxyHeader::feed_binary(std::size_t before) {
  if (bytes_.size() < fixed_part) return bytes_.size() - before;
  const std::size_t end = fixed_part + length_at(bytes_, fixed_part - 2);
  if (end > longest_binary) return refuse("the PROXY header is too long");
  if (bytes_.size() < end) return bytes_.size() - before;
  bytes_.resize(end);
  read_binary(bytes_);
  return bytes_.size() - before;
}

void ProxyHeader::read_binary(std::string_view header) {
  constexpr unsigned version_2 = 2, local = 0, proxied = 1;
  const unsigned version = byte_at(header, 12) >> 4;
  const unsigned command = byte_at(header, 12) & 15;
  const unsigned family = byte_at(header, 13) >> 4;    // unspecified, IPv4, IPv6, Unix
  const unsigned protocol = byte_at(header, 13) & 15;  // unspecified, stream, datagram
  constexpr std::array<std::size_t, 4> addresses = {0, 12, 36, 216};  // bytes, by family
  if (version != version_2 || command > proxied || family >= addresses.size() || protocol > 2) {
    refuse("a PROXY header of an unknown kind");
    return;
  }
  state_ = State::done;
  if (command == local) return;  // a health check of the proxy's own, whatever comes behind it
  header.remove_prefix(fixed_part);
  if (header.size() < addresses[family]) {
    refuse("the PROXY header is too short for its addresses");
    return;
  }
  if (protocol == 1 && (family == 1 || family == 2))
    address_ = written(family == 1 ? AF_INET : AF_INET6, header.data());
  read_extras(header.substr(addresses[family]));
}

// Type, length and value, one after the other.
void ProxyHeader::read_extras(std::string_view extras) {
  constexpr unsigned of_tls = 0x20, client_speaks_tls = 1;
  constexpr std::size_t least_of_tls = 5;
  while (!extras.empty()) {
    const std::size_t end = extras.size() < 3 ? extras.npos : 3 + length_at(extras, 1);
    if (end > extras.size()) {
      refuse("a part of the PROXY header reaches beyond its end");
      return;
    }
    if (byte_at(extras, 0) == of_tls && end >= 3 + least_of_tls)
      tls_ = (byte_at(extras, 3) & client_speaks_tls) != 0;
    extras.remove_prefix(end);
  }
}

namespace {

// A socket whose header is on its way. Lives as long as an operation is under way.
class HeaderReader : public std::enable_shared_from_this<HeaderReader> {
 public:
  HeaderReader(tcp::socket socket, std::function<void(tcp::socket, const ProxyHeader&)> done)
      : socket_(std::move(socket)), timer_(socket_.get_executor()), done_(std::move(done)) {}

  void begin(std::chrono::milliseconds time) {
    error_code ignored;
    socket_.non_blocking(true, ignored);
    timer_.expires_after(time);
    timer_.async_wait([self = shared_from_this()](error_code error) {
      error_code closed;
      if (!error) self->socket_.close(closed);
    });
    wait();
  }

 private:
  void wait() {
    socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](error_code error) {
      if (error)
        self->timer_.cancel();
      else
        self->read();
    });
  }

  // What follows the header is TLS or HTTP, and stays in the socket for those who read it.
  void read() {
    std::array<char, longest_binary> bytes;
    error_code error;
    const std::size_t seen = socket_.receive(asio::buffer(bytes), tcp::socket::message_peek, error);
    if (error == asio::error::would_block) return wait();
    if (error || seen == 0) {
      timer_.cancel();
      return;
    }
    const std::size_t taken = header_.feed({bytes.data(), seen});
    socket_.receive(asio::buffer(bytes.data(), taken), 0, error);
    if (header_.state() == ProxyHeader::State::incomplete) return wait();
    timer_.cancel();
    done_(std::move(socket_), header_);
  }

  tcp::socket socket_;
  asio::steady_timer timer_;
  const std::function<void(tcp::socket, const ProxyHeader&)> done_;
  ProxyHeader header_;
};

}  // namespace

void read_proxy_header(tcp::socket socket, std::chrono::milliseconds time,
                       std::function<void(tcp::socket, const ProxyHeader&)> done) {
  std::make_shared<HeaderReader>(std::move(socket), std::move(done))->begin(time);
}

}  // namespace chatterd::rpc
