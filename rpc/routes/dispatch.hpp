// The services common, object and db, for /jsonrpc and XML-RPC alike (odoo/service/*.py).
#pragma once
#include <string>

#include "models/engine/value.hpp"
#include "rpc/backend/backend.hpp"

namespace chatterd::rpc {

// What a service knows of its request beside the parameters.
struct ServiceContext {
  Backend& backend;
  std::string remote;
  std::string base_location;
  bool list_db = true;  // Odoo's option of that name
  std::size_t* statements = nullptr;
  std::string* subject = nullptr;  // set to "model.method", for the log
};

// Odoo 13's version answer.
Value version_info();

// Throws chatterd::Error as Odoo's services raise; params is an array. Binary values in it are what
// XML-RPC's base64 became.
Value dispatch_service(const ServiceContext& context, const std::string& service,
                       const std::string& method, Value params);

}  // namespace chatterd::rpc
