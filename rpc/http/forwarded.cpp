#include "rpc/http/forwarded.hpp"

#include <string_view>

namespace chatterd::rpc {

void believe_proxy(HttpRequest& request, const TrustedProxies& trusted) {
  const std::string_view host = request.header("x-forwarded-host");
  if (host.empty() || !trusted.includes(request.remote)) return;
  request.host = std::string(last_item(host));
  if (const auto from = trusted.origin(request.header("x-forwarded-for")); !from.empty())
    request.remote = std::string(from);
  if (const auto scheme = last_item(request.header("x-forwarded-proto")); !scheme.empty())
    request.scheme = std::string(scheme);
}

}  // namespace chatterd::rpc
