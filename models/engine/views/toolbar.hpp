// The actions and reports that a view offers of its records.
#pragma once
#include <string>

#include "models/engine/orm/env.hpp"

namespace chatterd::views {

// {"print": […], "action": […]}: those bound to the model that the caller may see, for a type of
// view ("list", "form", …).
Value toolbar_of(const Env& env, const Model& model, const std::string& view_type);

}  // namespace chatterd::views
