// A socket for tests that need to see and send every byte.
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace chatterd::rpc::test {

class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("cannot connect");
  }
  ~RawClient() { close(); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

  // False when the server has closed.
  bool send(std::string_view data) {
    while (!data.empty()) {
      const ssize_t count = ::send(fd_, data.data(), data.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      data.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }

  // Reads once; "" when nothing came in time or the server closed (see closed()).
  std::string read_some(int milliseconds = 5000) {
    pollfd poll{fd_, POLLIN, 0};
    if (::poll(&poll, 1, milliseconds) <= 0) return {};
    char buffer[65536];
    const ssize_t count = ::recv(fd_, buffer, sizeof buffer, 0);
    if (count <= 0) {
      closed_ = true;
      return {};
    }
    return {buffer, static_cast<std::size_t>(count)};
  }
  bool closed() const { return closed_; }

  // One answer: its head, and its body as long as Content-Length says. "" when the server closed.
  std::string read_answer(bool has_body = true) {
    for (;;) {
      const std::size_t end = input_.find("\r\n\r\n");
      if (end != std::string::npos) {
        std::size_t length = 0;
        const std::size_t at = input_.find("Content-Length: ");
        if (has_body && at != std::string::npos && at < end)
          length = std::stoul(input_.substr(at + 16));
        if (input_.size() >= end + 4 + length) {
          const std::string answer = input_.substr(0, end + 4 + length);
          input_.erase(0, end + 4 + length);
          return answer;
        }
      }
      const std::string more = read_some();
      if (more.empty()) return {};
      input_ += more;
    }
  }

  // Everything until the server closes.
  std::string read_all() {
    while (!closed_) {
      const std::string more = read_some();
      if (more.empty() && !closed_) break;
      input_ += more;
    }
    return std::exchange(input_, {});
  }

 private:
  int fd_;
  bool closed_ = false;
  std::string input_;
};

inline int status_of(const std::string& answer) {
  return answer.size() > 12 ? std::stoi(answer.substr(9, 3)) : 0;
}

inline std::string body_of(const std::string& answer) {
  const std::size_t end = answer.find("\r\n\r\n");
  return end == std::string::npos ? "" : answer.substr(end + 4);
}

inline std::string get(const std::string& path, const std::string& headers = "") {
  return "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n";
}

inline std::string post(const std::string& path, const std::string& body,
                        const std::string& headers = "") {
  return "POST " + path + " HTTP/1.1\r\nHost: x\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace chatterd::rpc::test
