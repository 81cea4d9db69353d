// What the load generators share: figures, and HTTP as they speak it.
#pragma once
#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

using Clock = std::chrono::steady_clock;

inline double milliseconds(Clock::duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

// Sorts the values.
inline double quantile(std::vector<double>& values, double part) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1,
                         static_cast<std::size_t>(part * static_cast<double>(values.size())))];
}

// No Cookie header for "".
inline std::string post_request(const std::string& host, const std::string& path,
                                const std::string& cookie, const std::string& body) {
  return "POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: application/json\r\n" +
         (cookie.empty() ? "" : "Cookie: " + cookie + "\r\n") +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

// The head of an answer, as soon as all of it is there.
struct AnswerHead {
  std::size_t end = 0;    // where the empty line begins
  std::size_t whole = 0;  // bytes of head and body; 0: the answer does not say
  bool good = false;      // status 200
  bool closes = false;    // the server closes the connection behind it
};
inline std::optional<AnswerHead> answer_head(const std::string& answer) {
  AnswerHead out;
  out.end = answer.find("\r\n\r\n");
  if (out.end == std::string::npos) return std::nullopt;
  std::string head = answer.substr(0, out.end);
  std::transform(head.begin(), head.end(), head.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const bool old = head.starts_with("http/1.0 ");
  out.good = head.starts_with("http/1.1 200") || head.starts_with("http/1.0 200");
  out.closes = old || head.find("connection: close") != std::string::npos;
  constexpr std::string_view name = "content-length: ";
  if (const std::size_t length = head.find(name); length != std::string::npos)
    out.whole = out.end + 4 + std::strtoull(head.c_str() + length + name.size(), nullptr, 10);
  return out;
}

}  // namespace bench
