// Reads one HTTP/1 request from bytes as they come. The only user of Boost.Beast.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "rpc/http/http_message.hpp"

namespace chatterd::rpc {

class RequestParser {
 public:
  explicit RequestParser(std::size_t header_limit);
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  enum class State { head, body, done, failed };
  // Takes what it can of `data` and says how much; the rest has to be given again, with more behind
  // it. Stops once when the headers are complete, so that a limit for the body can be set.
  std::size_t feed(std::string_view data);
  State state() const;
  bool started() const;  // anything of the request has come

  // When failed: the status to answer with (400, 413, 431) and why.
  int status() const;
  std::string reason() const;

  // Of what a proxy before this server could read otherwise, nothing is taken: several Hosts or
  // Content-Lengths, any Transfer-Encoding but one "chunked" of HTTP/1.1, folded headers are 400.

  // From State::body on. The request gets its method, target, path, query, headers and host.
  void read_head(HttpRequest& request) const;
  // Throws nothing: a body known to be larger fails the request with 413.
  void set_body_limit(std::uint64_t limit);
  std::optional<std::uint64_t> content_length() const;  // nothing when the body is chunked
  bool keep_alive() const;
  bool http_1_0() const;
  bool expects_continue() const;
  std::uint64_t received() const;  // bytes of the body so far
  std::string_view body() const;   // those bytes
  std::string take_body();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace chatterd::rpc
