// What poll_load puts into the bodies of posts, and finds in the answers of polls.
#pragma once
#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string>
#include <string_view>

namespace bench {

// The body of the post `number`: @n@ is the text that pollers look for, @m:K@ the number modulo K.
inline std::string post_body(std::string body, std::size_t number) {
  constexpr std::string_view mark = "@n@";
  const std::string text = "post:" + std::to_string(number) + ".";
  for (std::size_t at = 0; (at = body.find(mark, at)) != std::string::npos; at += text.size())
    body.replace(at, mark.size(), text);
  if (const std::size_t at = body.find("@m:"); at != std::string::npos) {
    const std::size_t end = body.find('@', at + 1);
    const std::size_t modulo = std::strtoull(body.c_str() + at + 3, nullptr, 10);
    body.replace(at, end + 1 - at, std::to_string(number % std::max<std::size_t>(1, modulo)));
  }
  return body;
}

// The largest id of the notifications, or `last`. A mail message may hold an "id" too: those of
// notifications are followed by the channel.
inline long long last_after(std::string_view answer, long long last) {
  for (std::size_t at = 0; (at = answer.find("{\"id\":", at)) != std::string_view::npos; ++at) {
    const char* digits = answer.data() + at + 6;
    if (*digits == ' ') ++digits;
    long long id = 0;
    const char* end = std::from_chars(digits, answer.data() + answer.size(), id).ptr;
    const std::string_view rest(end, static_cast<std::size_t>(answer.data() + answer.size() - end));
    if (rest.starts_with(",\"channel\"") || rest.starts_with(", \"channel\""))
      last = std::max(last, id);
  }
  return last;
}

}  // namespace bench
