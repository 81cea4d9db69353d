// The views that Odoo makes of a model's fields where the database has none.
#pragma once
#include <string>

#include "models/engine/orm/env.hpp"

namespace chatterd::views {

// _get_default_<type>_view: the arch. Throws UserError for a type that has none, and for a calendar
// of a model without dates.
std::string default_arch(const Env& env, const Model& model, const std::string& type);

}  // namespace chatterd::views
