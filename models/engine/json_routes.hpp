// The JSON routes of Odoo's controllers that the models answer, one row each.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "models/engine/orm/env.hpp"
#include "models/engine/route_auth.hpp"

namespace chatterd {

struct JsonRoute {
  const char* path;  // "/mail/init_messaging"
  Auth auth;
  Value (*handler)(const Env& env,
                   const Value& params);  // params: an object; the answer, null for None
  // Which other sites' pages may ask. The page's address is then the parameter "_referer", null
  // when the browser does not tell.
  const char* cors = "";
  // The answer as JSON text, or nothing where the handler has to give it.
  std::optional<std::string> (*text)(const Env& env, const Value& params) = nullptr;
};

// Handlers are in the folder of the module whose controller has the route
// (models/modules/mail/routes.cpp, …).
const std::vector<JsonRoute>& json_routes();

}  // namespace chatterd
