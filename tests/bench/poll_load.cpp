// Many clients that poll all the time as Odoo's web client does, and posts at a given rate, in one
// thread; measures how long a post takes to reach those who wait for it.
//   poll_load HOST PORT POLLERS-FILE
// A poller a line: its Cookie header, a tab, its channels as JSON, a tab, the `last` it begins
// with. Commands come on standard input, a line each:
//   connect                       all pollers (again) → {"seconds": until all have asked, "errors":
//   n} close                         all of them → {} post PATH COOKIE RATE COUNT SENDERS BODY
//   COUNT requests, RATE a second whatever the answers take, over SENDERS
//     connections; in BODY @n@ is the text that the pollers look for in what they get, and @m:K@ is
//     the number modulo K → {"posts", "errors", "deliveries", "p50", "p99": ms from when the post
//     was due until a poller had it,
//        "last_p50", "last_p99": until the last had it, "post_p50", "post_p99": until it was
//        answered}
//   wait SECONDS DELIVERIES       waits for so many deliveries of the last post command's, then
//   prints its figures
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/bench/load_tools.hpp"
#include "tests/bench/poll_texts.hpp"

namespace {

using namespace bench;

// A keep-alive connection with one request at a time.
struct Link {
  int socket = -1;
  bool poller = false;
  std::size_t number = 0;
  std::string out, in;  // what is still to send; what has come
  bool busy = false;    // a request is on its way
};

class Load {
 public:
  Load(const char* host, const char* port, const char* file)
      : host_(std::string(host) + ":" + port) {
    address_.sin_family = AF_INET;
    address_.sin_port = htons(static_cast<std::uint16_t>(std::atoi(port)));
    ::inet_pton(AF_INET, host, &address_.sin_addr);
    std::ifstream lines(file);
    for (std::string line; std::getline(lines, line);) {
      const std::size_t tab = line.find('\t');
      const std::size_t next = line.find('\t', tab + 1);
      pollers_.push_back({line.substr(0, tab), line.substr(tab + 1, next - tab - 1),
                          std::atoll(line.c_str() + next + 1)});
    }
    epoll_ = ::epoll_create1(0);
    timer_ = ::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    watch(0, EPOLL_CTL_ADD, EPOLLIN, &stdin_mark_);
    watch(timer_, EPOLL_CTL_ADD, EPOLLIN, &timer_mark_);
  }

  void run() {
    std::vector<epoll_event> events(1024);
    for (;;) {
      const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()),
                                     to_poll_.empty() ? 100 : 0);
      for (int i = 0; i < count; ++i) {
        void* const mark = events[static_cast<std::size_t>(i)].data.ptr;
        if (mark == &stdin_mark_) {
          if (!read_commands()) return;
        } else if (mark == &timer_mark_) {
          std::uint64_t expired = 0;
          if (::read(timer_, &expired, sizeof expired) > 0) send_due();
        } else {
          serve(*static_cast<Link*>(mark), events[static_cast<std::size_t>(i)].events);
        }
      }
      // What has come is looked at before the next polls go out: real clients do not share one
      // processor.
      if (static_cast<std::size_t>(count) < events.size()) poll_again();
      reopen();
      report_if_done();
    }
  }

 private:
  struct Poller {
    std::string cookie, channels;
    long long last;
  };
  struct Post {
    Clock::time_point due;
    Clock::time_point last_heard{};
    bool heard = false;
  };

  void watch(int socket, int what, std::uint32_t events, void* mark) const {
    epoll_event event{};
    event.events = events;
    event.data.ptr = mark;
    ::epoll_ctl(epoll_, what, socket, &event);
  }

  bool open(Link& link) {
    link.socket = ::socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    ::setsockopt(link.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(link.socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    // several addresses of our own: one has 28,000 ports
    sockaddr_in from{};
    from.sin_family = AF_INET;
    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + static_cast<std::uint32_t>(link.number % 8));
    ::bind(link.socket, reinterpret_cast<const sockaddr*>(&from), sizeof from);
    if (::connect(link.socket, reinterpret_cast<const sockaddr*>(&address_), sizeof address_) !=
        0) {
      ::close(link.socket);
      link.socket = -1;
      return false;
    }
    watch(link.socket, EPOLL_CTL_ADD, EPOLLIN, &link);
    return true;
  }

  void close(Link& link) {
    if (link.socket >= 0) ::close(link.socket);
    link.socket = -1;
    link.busy = false;
    link.in.clear();
    link.out.clear();
  }

  void send(Link& link, const std::string& path, const std::string& cookie,
            const std::string& body) {
    link.busy = true;
    link.out = post_request(host_, path, cookie, body);
    flush(link);
  }

  void flush(Link& link) {
    const ssize_t sent =
        ::send(link.socket, link.out.data(), link.out.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) link.out.erase(0, static_cast<std::size_t>(sent));
    if (!link.out.empty()) watch(link.socket, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT, &link);
  }

  void poll(Link& link) {
    const Poller& poller = pollers_[link.number];
    send(link, "/longpolling/poll", poller.cookie,
         R"({"jsonrpc":"2.0","method":"call","id":1,"params":{"channels":)" + poller.channels +
             R"(,"last":)" + std::to_string(poller.last) + R"(,"options":{}}})");
  }

  void serve(Link& link, std::uint32_t events) {
    if (link.socket < 0) return;
    if (events & EPOLLOUT) {
      watch(link.socket, EPOLL_CTL_MOD, EPOLLIN, &link);
      flush(link);
    }
    if (!(events & (EPOLLIN | EPOLLHUP | EPOLLERR))) return;
    char buffer[65536];
    const ssize_t got = ::recv(link.socket, buffer, sizeof buffer, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) return lost(link);
    link.in.append(buffer, static_cast<std::size_t>(got));
    const std::optional<AnswerHead> head = answer_head(link.in);
    if (!head) return;
    if (head->whole == 0) return lost(link);
    if (link.in.size() < head->whole) return;
    const std::string answer = std::exchange(link.in, {});
    link.busy = false;
    if (head->closes) close(link);
    answered(link, std::string_view(answer).substr(head->end), !head->good);
  }

  void lost(Link& link) {
    if (link.busy) ++errors_;
    close(link);
    if (link.poller) to_open_.push_back(&link);
  }

  void answered(Link& link, std::string_view answer, bool failed) {
    failed = failed || answer.find("\"error\"") != std::string_view::npos;
    if (failed && ++errors_ < 5) std::fprintf(stderr, "%.*s\n", 300, std::string(answer).c_str());
    if (!link.poller) {
      if (link.number < posts_.size())
        post_times_.push_back(milliseconds(Clock::now() - posts_[link.number].due));
      idle_.push_back(&link);
      return send_due();
    }
    const auto now = Clock::now();
    long long& last = pollers_[link.number].last;
    last = last_after(answer, last);
    std::size_t found = posts_.size();
    for (std::size_t at = 0; (at = answer.find("post:", at)) != std::string_view::npos; ++at)
      heard(answer.substr(at + 5), found, now);
    if (link.socket < 0)
      to_open_.push_back(&link);
    else
      to_poll_.push_back(&link);
  }

  // A message may hold its text twice (body and subject): counted once.
  void heard(std::string_view text, std::size_t& before, Clock::time_point now) {
    std::size_t number = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), number).ec != std::errc()) return;
    if (number < first_ || number - first_ >= posts_.size() || number - first_ == before) return;
    before = number - first_;
    Post& post = posts_[before];
    post.heard = true;
    post.last_heard = now;
    times_.push_back(milliseconds(now - post.due));
  }

  // A few at a time, so that answers to others are not kept waiting behind.
  void poll_again() {
    for (std::size_t n = 0; n < 16 && !to_poll_.empty(); ++n) {
      Link& link = *to_poll_.front();
      to_poll_.pop_front();
      if (link.socket >= 0 && !link.busy) poll(link);
    }
  }

  void reopen() {
    for (Link* link : std::exchange(to_open_, {})) {
      if (open(*link))
        poll(*link);
      else
        ++errors_;
    }
  }

  bool read_commands() {
    char buffer[65536];
    const ssize_t got = ::read(0, buffer, sizeof buffer);
    if (got <= 0) return false;
    commands_.append(buffer, static_cast<std::size_t>(got));
    for (std::size_t end = 0; (end = commands_.find('\n')) != std::string::npos;) {
      std::istringstream line(commands_.substr(0, end));
      commands_.erase(0, end + 1);
      std::string word;
      line >> word;
      if (word == "connect") connect();
      if (word == "close") {
        for (Link& link : links_) close(link);
        std::puts("{}");
        std::fflush(stdout);
      }
      if (word == "post") {
        line >> path_ >> cookie_ >> rate_ >> count_ >> senders_wanted_;
        if (cookie_ == "-") cookie_.clear();
        std::getline(line >> std::ws, body_);
        begin_posts();
      }
      if (word == "wait") {
        double seconds = 0;
        line >> seconds >> wanted_;
        deadline_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                       std::chrono::duration<double>(seconds));
        waiting_ = true;
      }
    }
    return true;
  }

  void connect() {
    for (Link& link : links_) close(link);
    links_.clear();
    to_open_.clear();
    to_poll_.clear();
    errors_ = 0;
    const auto begin = Clock::now();
    for (std::size_t n = 0; n < pollers_.size(); ++n) {
      links_.push_back({});
      Link& link = links_.back();
      link.poller = true;
      link.number = n;
      if (open(link))
        poll(link);
      else
        lost(link), ++errors_;
    }
    std::printf("{\"seconds\": %.3f, \"errors\": %zu}\n", milliseconds(Clock::now() - begin) / 1000,
                errors_);
    std::fflush(stdout);
  }

  void begin_posts() {
    first_ += posts_.size();
    posts_.clear();
    times_.clear();
    post_times_.clear();
    errors_ = 0;
    while (senders_.size() < senders_wanted_) {
      senders_.push_back(std::make_unique<Link>());
      idle_.push_back(senders_.back().get());
    }
    posts_begin_ = Clock::now() + std::chrono::milliseconds(20);
    posts_.reserve(count_);
    itimerspec pace{};
    pace.it_value.tv_nsec = 20'000'000;
    pace.it_interval.tv_nsec = std::min<long>(999'999'999, static_cast<long>(1e9 / rate_));
    ::timerfd_settime(timer_, 0, &pace, nullptr);
  }

  Clock::time_point due(std::size_t n) const {
    return posts_begin_ + std::chrono::duration_cast<Clock::duration>(
                              std::chrono::duration<double>(static_cast<double>(n) / rate_));
  }

  void send_due() {
    while (posts_.size() < count_ && !idle_.empty() && due(posts_.size()) <= Clock::now()) {
      Link& link = *idle_.back();
      idle_.pop_back();
      if (link.socket < 0 && !open(link)) {
        ++errors_;
        idle_.push_front(&link);
        return;
      }
      link.number = posts_.size();
      const std::string body = post_body(body_, first_ + posts_.size());
      posts_.push_back({due(posts_.size())});
      send(link, path_, cookie_, body);
    }
    if (posts_.size() < count_) return;
    const itimerspec never{};
    ::timerfd_settime(timer_, 0, &never, nullptr);
  }

  void report_if_done() {
    const bool complete =
        posts_.size() == count_ && post_times_.size() >= count_ && times_.size() >= wanted_;
    if (!waiting_ || (!complete && Clock::now() < deadline_)) return;
    waiting_ = false;
    std::vector<double> last;
    for (const Post& post : posts_)
      if (post.heard) last.push_back(milliseconds(post.last_heard - post.due));
    std::printf(
        "{\"posts\": %zu, \"errors\": %zu, \"deliveries\": %zu, \"p50\": %.2f, \"p99\": %.2f, "
        "\"last_p50\": %.2f, "
        "\"last_p99\": %.2f, \"post_p50\": %.2f, \"post_p99\": %.2f}\n",
        posts_.size(), errors_, times_.size(), quantile(times_, 0.5), quantile(times_, 0.99),
        quantile(last, 0.5), quantile(last, 0.99), quantile(post_times_, 0.5),
        quantile(post_times_, 0.99));
    std::fflush(stdout);
  }

  const std::string host_;
  sockaddr_in address_{};
  int epoll_ = -1, timer_ = -1;
  char stdin_mark_ = 0, timer_mark_ = 0;
  std::string commands_;
  std::vector<Poller> pollers_;
  std::deque<Link> links_;
  std::vector<Link*> to_open_;
  std::deque<Link*> to_poll_;  // have their answer
  std::size_t errors_ = 0;

  std::vector<std::unique_ptr<Link>> senders_;
  std::deque<Link*> idle_;  // senders without a request
  std::string path_, cookie_, body_;
  double rate_ = 1;
  std::size_t count_ = 0, senders_wanted_ = 0, first_ = 0, wanted_ = 0;
  bool waiting_ = false;
  Clock::time_point posts_begin_, deadline_;
  std::vector<Post> posts_;
  std::vector<double> times_, post_times_;
};

}  // namespace

int main(int count, char** words) {
  if (count != 4) {
    std::fputs("poll_load HOST PORT POLLERS-FILE\n", stderr);
    return 2;
  }
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  Load(words[1], words[2], words[3]).run();
  return 0;
}
