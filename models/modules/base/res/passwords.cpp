// passlib's pbkdf2_sha512, with its "adapted base64": '.' for '+', no padding.
#include "models/modules/base/res/passwords.hpp"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "bridge/files/hash.hpp"

namespace chatterd {
namespace {

constexpr unsigned rounds_now =
    25000;  // passlib's default for the scheme, which stock Odoo 13 uses
constexpr std::string_view scheme = "$pbkdf2-sha512$";

std::string adapted_base64(std::string_view bytes) {
  std::string text = bridge::base64_encode(bytes);
  text.erase(std::find(text.begin(), text.end(), '='), text.end());
  std::replace(text.begin(), text.end(), '+', '.');
  return text;
}

std::string from_adapted_base64(std::string text) {
  std::replace(text.begin(), text.end(), '.', '+');
  while (text.size() % 4 != 0) text += '=';
  return bridge::base64_decode(text).value_or("");
}

}  // namespace

std::string hash_password(std::string_view password) {
  const std::string salt = bridge::random_bytes(16);
  return std::string(scheme) + std::to_string(rounds_now) + "$" + adapted_base64(salt) + "$" +
         adapted_base64(bridge::pbkdf2_sha512(password, salt, rounds_now));
}

PasswordCheck check_password(std::string_view password, std::string_view stored) {
  if (stored.empty()) return {};
  if (!stored.starts_with(scheme)) {
    // only a text without a scheme is a plain password; any other scheme is not ours to judge
    if (stored.starts_with('$')) return {};
    return {bridge::constant_time_equal(password, stored), true};
  }
  std::vector<std::string> parts;
  std::string part;
  for (const char c : stored.substr(scheme.size())) {
    if (c == '$')
      parts.push_back(std::exchange(part, {}));
    else
      part += c;
  }
  parts.push_back(part);
  unsigned rounds = 0;
  if (parts.size() != 3) return {};
  const auto [end, failure] =
      std::from_chars(parts[0].data(), parts[0].data() + parts[0].size(), rounds);
  if (failure != std::errc() || end != parts[0].data() + parts[0].size() || rounds == 0 ||
      rounds > 10'000'000)
    return {};
  const std::string expected = from_adapted_base64(parts[2]);
  if (expected.empty()) return {};
  const std::string computed =
      bridge::pbkdf2_sha512(password, from_adapted_base64(parts[1]), rounds, expected.size());
  return {bridge::constant_time_equal(computed, expected), rounds < rounds_now};
}

}  // namespace chatterd
