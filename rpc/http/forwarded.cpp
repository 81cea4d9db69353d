#include "rpc/http/forwarded.hpp"

#include <string_view>

namespace chatterd::rpc {
namespace {

// What the last proxy, ours, has added.
std::string_view last_item(std::string_view list) {
  const std::size_t comma = list.rfind(',');
  if (comma != std::string_view::npos) list.remove_prefix(comma + 1);
  while (!list.empty() && list.front() == ' ') list.remove_prefix(1);
  return list;
}

}  // namespace

void believe_proxy(HttpRequest& request) {
  const std::string_view host = request.header("x-forwarded-host");
  if (host.empty()) return;
  request.host = std::string(last_item(host));
  if (const auto from = last_item(request.header("x-forwarded-for")); !from.empty())
    request.remote = std::string(from);
  if (const auto scheme = last_item(request.header("x-forwarded-proto")); !scheme.empty())
    request.scheme = std::string(scheme);
}

}  // namespace chatterd::rpc
