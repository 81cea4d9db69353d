// Fields of the database that no module declares here: what modules add whose code is in Odoo
// alone.
#pragma once
#include <memory>
#include <set>
#include <string>

#include "models/engine/orm/env.hpp"

namespace chatterd::views {

// Those of the model itself, once loaded.
std::shared_ptr<const std::set<std::string>> undeclared_fields(const Env& env, const Model& model);
// Those of the model and of the models that its fields lead to, by names that none of these has.
std::set<std::string> undeclared_around(const Env& env, const Model& model);

}  // namespace chatterd::views
