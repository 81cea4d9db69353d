// Whose X-Forwarded headers are believed.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chatterd::rpc {

class TrustedProxies {
 public:
  TrustedProxies() = default;  // everybody, of one proxy
  // Addresses and networks, separated by commas: "127.0.0.1,10.0.0.0/8,::1". Throws
  // std::invalid_argument that names what is none.
  explicit TrustedProxies(std::string_view list);

  bool includes(std::string_view address) const;
  // Of a X-Forwarded-For, to which each proxy adds whom it was asked by: the last that is no
  // trusted proxy; "" when there is none.
  std::string_view origin(std::string_view forwarded_for) const;

 private:
  struct Network {
    std::array<std::uint8_t, 16> address;  // IPv4 as ::ffff:a.b.c.d
    unsigned bits;
  };
  std::vector<Network> networks_;
};

// The last of a list that is separated by commas.
std::string_view last_item(std::string_view list);

}  // namespace chatterd::rpc
