// Networks of both kinds of addresses, as IPv6.
#include "rpc/http/trusted_proxies.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>

namespace chatterd::rpc {

namespace {

using Address = std::array<std::uint8_t, 16>;
constexpr unsigned mapped_bits = 96;

std::optional<Address> parse(std::string_view given, bool& is_v4) {
  const std::string text(given);
  Address out{};
  is_v4 = ::inet_pton(AF_INET, text.c_str(), out.data() + 12) == 1;
  if (is_v4) {
    out[10] = out[11] = 0xff;
    return out;
  }
  if (::inet_pton(AF_INET6, text.c_str(), out.data()) == 1) return out;
  return std::nullopt;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

bool same_bits(const Address& a, const Address& b, unsigned bits) {
  const unsigned whole = bits / 8;
  if (!std::equal(a.begin(), a.begin() + whole, b.begin())) return false;
  return bits % 8 == 0 || ((a[whole] ^ b[whole]) >> (8 - bits % 8)) == 0;
}

}  // namespace

TrustedProxies::TrustedProxies(std::string_view list) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    const std::string_view item = trimmed(list.substr(0, comma));
    list.remove_prefix(std::min(comma + 1, list.size()));
    const std::size_t slash = std::min(item.find('/'), item.size());
    bool is_v4 = false;
    const std::optional<Address> address = parse(item.substr(0, slash), is_v4);
    const unsigned longest = is_v4 ? 32 : 128;
    unsigned bits = longest;
    bool fits = address.has_value();
    if (slash < item.size()) {
      const auto end = std::from_chars(item.data() + slash + 1, item.data() + item.size(), bits);
      fits =
          fits && end.ec == std::errc() && end.ptr == item.data() + item.size() && bits <= longest;
    }
    if (!fits) throw std::invalid_argument("'" + std::string(item) + "' is no address or network");
    networks_.push_back({*address, bits + (is_v4 ? mapped_bits : 0)});
  }
}

bool TrustedProxies::includes(std::string_view text) const {
  if (networks_.empty()) return true;
  bool is_v4 = false;
  const std::optional<Address> address = parse(text, is_v4);
  return address && std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
           return same_bits(*address, network.address, network.bits);
         });
}

std::string_view TrustedProxies::origin(std::string_view list) const {
  std::string_view from = last_item(list);
  while (!networks_.empty() && includes(from)) {
    const std::size_t comma = list.rfind(',');
    if (comma == list.npos) return from;
    list = list.substr(0, comma);
    from = last_item(list);
  }
  return from;
}

std::string_view last_item(std::string_view list) {
  const std::size_t comma = list.rfind(',');
  if (comma != std::string_view::npos) list.remove_prefix(comma + 1);
  return trimmed(list);
}

}  // namespace chatterd::rpc
