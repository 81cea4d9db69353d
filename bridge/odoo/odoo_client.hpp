// JSON-RPC towards an Odoo server, over cpp-httplib.
#pragma once
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>

#include "bridge/text/json.hpp"

namespace chatterd::bridge {

// The server could not be reached, or did not answer as Odoo does.
class OdooUnreachable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// One keep-alive connection; for one thread at a time.
class OdooClient {
 public:
  // "http://127.0.0.1:8069" or https; what follows the port is ignored. Throws
  // std::invalid_argument.
  explicit OdooClient(const std::string& url,
                      std::chrono::seconds patience = std::chrono::seconds(10));
  ~OdooClient();
  OdooClient(OdooClient&&) noexcept;
  OdooClient& operator=(OdooClient&&) noexcept;

  // The envelope of the answer: an object with "result", "error", or neither (None). With a session
  // id, the call is that session's. Throws OdooUnreachable.
  Json call(const std::string& path, const Json& params, const std::string& session_id = {});

 private:
  struct Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace chatterd::bridge
