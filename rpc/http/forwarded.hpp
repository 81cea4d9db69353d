// What a proxy says of the client that it speaks for.
#pragma once
#include "rpc/http/http_message.hpp"

namespace chatterd::rpc {

// As Odoo's proxy_mode: only a request with X-Forwarded-Host came through the proxy.
void believe_proxy(HttpRequest& request);

}  // namespace chatterd::rpc
