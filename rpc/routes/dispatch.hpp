// The services common, object and db, for /jsonrpc and XML-RPC alike (odoo/service/*.py).
#pragma once
#include <string>

#include "models/engine/value.hpp"
#include "rpc/backend/databases.hpp"

namespace chatterd::rpc {

// What a service knows of its request beside the parameters.
struct ServiceContext {
  const Databases& databases;
  std::string remote;
  std::string base_location;
  bool list_db = true;  // Odoo's option of that name
  std::size_t* statements = nullptr;
  std::string* subject = nullptr;  // set to "model.method", for the log
};

// Odoo 13's version answer.
Value version_info();

// The one that a remote call or a log-in names, whatever its host shows. Throws what Odoo says
// of one that is not there.
const Database& named_database(const Databases& databases, const Value& name);

// Throws chatterd::Error as Odoo's services raise; params is an array. Binary values in it are what
// XML-RPC's base64 became.
Value dispatch_service(const ServiceContext& context, const std::string& service,
                       const std::string& method, Value params);

}  // namespace chatterd::rpc
