// What a proxy says of the client that it speaks for.
#pragma once
#include "rpc/http/http_message.hpp"
#include "rpc/http/trusted_proxies.hpp"

namespace chatterd::rpc {

// As Odoo's proxy_mode: only a request with X-Forwarded-Host came through the proxy. It must be one
// of the trusted.
void believe_proxy(HttpRequest& request, const TrustedProxies& trusted);

}  // namespace chatterd::rpc
