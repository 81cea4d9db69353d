// JSON-RPC towards an Odoo server, over cpp-httplib.
#include "bridge/odoo/odoo_client.hpp"

#include <httplib.h>

#include "bridge/text/json.hpp"

namespace chatterd::bridge {

using json = Json;

namespace {

// cpp-httplib takes "scheme://host:port" and nothing after it.
std::string base_of(const std::string& url) {
  const std::size_t host = url.find("://");
  const std::string scheme = host == std::string::npos ? "" : url.substr(0, host);
  if (scheme != "http" && scheme != "https")
    throw std::invalid_argument(
        "'" + url + "' is no address of an Odoo server: it must begin with http:// or https://");
  const std::string base = url.substr(0, url.find('/', host + 3));
  if (base.size() == host + 3) throw std::invalid_argument("'" + url + "' names no host");
  return base;
}

}  // namespace

struct OdooClient::Connection {
  explicit Connection(const std::string& url) : base(base_of(url)), http(base) {}
  std::string base;
  httplib::Client http;
};

OdooClient::OdooClient(const std::string& url, std::chrono::seconds patience)
    : connection_(std::make_unique<Connection>(url)) {
  httplib::Client& http = connection_->http;
  http.set_keep_alive(true);
  http.set_tcp_nodelay(true);
  http.set_connection_timeout(patience);
  http.set_read_timeout(patience);
  http.set_write_timeout(patience);
}

OdooClient::~OdooClient() = default;
OdooClient::OdooClient(OdooClient&&) noexcept = default;
OdooClient& OdooClient::operator=(OdooClient&&) noexcept = default;

json OdooClient::call(const std::string& path, const json& params, const std::string& session_id) {
  httplib::Headers headers;
  // a header and not a cookie: Odoo then sets none, and keeps the session's own alive
  if (!session_id.empty()) headers.emplace("X-Openerp-Session-Id", session_id);
  const json envelope = {{"jsonrpc", "2.0"}, {"method", "call"}, {"id", 1}, {"params", params}};
  const std::string body = envelope.dump(-1, ' ', false, json::error_handler_t::replace);
  const httplib::Result answer = connection_->http.Post(path, headers, body, "application/json");
  const std::string where = connection_->base + path;
  if (!answer) throw OdooUnreachable(where + ": " + httplib::to_string(answer.error()));
  json out = json::parse(answer->body, nullptr, false);
  if (!out.is_object())
    throw OdooUnreachable(where + ": no JSON-RPC but status " + std::to_string(answer->status));
  return out;
}

}  // namespace chatterd::bridge
