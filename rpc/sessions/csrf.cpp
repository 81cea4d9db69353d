// HMAC-SHA1 of the session id and an expiry, keyed with the database's secret.
#include "rpc/sessions/csrf.hpp"

#include <charconv>
#include <ctime>

#include "bridge/files/hash.hpp"
#include "models/engine/errors.hpp"
#include "rpc/routes/call.hpp"

namespace chatterd::rpc {

namespace {

std::string sign(Call& call, const std::string& expiry) {
  const std::string secret =
      call.database ? call.backend().parameter("database.secret") : std::string();
  if (secret.empty()) throw AssertionError("CSRF protection requires a configured database secret");
  return bridge::hex(bridge::hmac(bridge::Digest::sha1, secret, call.session.sid + expiry));
}

bool valid(Call& call, const std::string& token) {
  const std::size_t o = token.rfind('o');
  if (o == std::string::npos) return false;
  const std::string given = token.substr(0, o), expiry = token.substr(o + 1);
  if (!expiry.empty()) {
    std::int64_t until = 0;
    const auto parsed = std::from_chars(expiry.data(), expiry.data() + expiry.size(), until);
    if (parsed.ec != std::errc() || parsed.ptr != expiry.data() + expiry.size() ||
        until < std::time(nullptr))
      return false;
  }
  const std::string expected = sign(call, expiry);
  return bridge::constant_time_equal(given, expected);
}

}  // namespace

std::string csrf_token(Call& call) {
  const std::string expiry = std::to_string(std::time(nullptr) + 3600);
  return sign(call, expiry) + "o" + expiry;
}

void check_csrf(Call& call) {
  const std::string& method = call.request->method;
  if (method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "TRACE") return;
  const Value token = call.parameter("csrf_token");
  call.params.erase("csrf_token");
  if (!token.is_string() || !valid(call, token.get<std::string>()))
    throw BadRequest("Session expired (invalid CSRF token)");
}

}  // namespace chatterd::rpc
