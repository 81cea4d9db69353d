// A load generator for one HTTP request, over keep-alive connections, a thread for each.
//   load HOST PORT PATH COOKIE BODY-FILE CONNECTIONS SECONDS
// prints {"calls": n, "errors": n, "seconds": s, "p50": ms, "p99": ms}. An answer without "result"
// is an error.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/bench/load_tools.hpp"

namespace {

using namespace bench;

struct Target {
  sockaddr_in address{};
  std::string request;
};

class Connection {
 public:
  explicit Connection(const Target& target) : target_(target) {}
  ~Connection() { close(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Whether a result came back. Opens the connection again when the server has closed it (HTTP/1.0
  // servers always do).
  bool call() {
    if (socket_ < 0 && !open()) return false;
    if (!send_all()) {
      close();
      if (!open() || !send_all()) return false;
    }
    return read_answer();
  }

 private:
  bool open() {
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&target_.address),
                  sizeof target_.address) == 0)
      return true;
    close();
    return false;
  }
  void close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }
  bool send_all() const {
    for (std::size_t at = 0; at < target_.request.size();) {
      const ssize_t sent =
          ::send(socket_, target_.request.data() + at, target_.request.size() - at, MSG_NOSIGNAL);
      if (sent <= 0) return false;
      at += static_cast<std::size_t>(sent);
    }
    return true;
  }
  bool more() {
    char buffer[65536];
    const ssize_t got = ::recv(socket_, buffer, sizeof buffer, 0);
    if (got > 0) answer_.append(buffer, static_cast<std::size_t>(got));
    return got > 0;
  }
  bool read_answer() {
    answer_.clear();
    std::optional<AnswerHead> head;
    while (!(head = answer_head(answer_)))
      if (!more()) return close(), false;
    if (head->whole == 0) return close(), false;
    while (answer_.size() < head->whole)
      if (!more()) return close(), false;
    if (head->closes) close();
    return answer_.find("\"result\"", head->end) != std::string::npos;
  }

  const Target& target_;
  int socket_ = -1;
  std::string answer_;
};

std::string content(const char* path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

int main(int count, char** words) {
  if (count != 8) {
    std::fputs("load HOST PORT PATH COOKIE BODY-FILE CONNECTIONS SECONDS\n", stderr);
    return 2;
  }
  Target target;
  target.address.sin_family = AF_INET;
  target.address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(words[2])));
  ::inet_pton(AF_INET, words[1], &target.address.sin_addr);
  target.request =
      post_request(std::string(words[1]) + ":" + words[2], words[3], words[4], content(words[5]));
  const std::size_t connections = std::strtoull(words[6], nullptr, 10);
  const std::chrono::duration<double> seconds(std::atof(words[7]));

  std::vector<std::vector<double>> times(connections);
  std::vector<std::size_t> errors(connections);
  const auto start = Clock::now();
  std::vector<std::thread> threads;
  for (std::size_t n = 0; n < connections; ++n)
    threads.emplace_back([&, n] {
      Connection connection(target);
      while (Clock::now() - start < seconds) {
        const auto begin = Clock::now();
        if (connection.call())
          times[n].push_back(
              std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
        else
          ++errors[n];
      }
    });
  for (std::thread& thread : threads) thread.join();
  const double took = std::chrono::duration<double>(Clock::now() - start).count();

  std::vector<double> all;
  std::size_t failed = 0;
  for (std::size_t n = 0; n < connections; ++n) {
    all.insert(all.end(), times[n].begin(), times[n].end());
    failed += errors[n];
  }
  std::sort(all.begin(), all.end());
  std::printf(
      "{\"calls\": %zu, \"errors\": %zu, \"seconds\": %.3f, \"p50\": %.3f, \"p99\": %.3f}\n",
      all.size(), failed, took, quantile(all, 0.5), quantile(all, 0.99));
  return 0;
}
