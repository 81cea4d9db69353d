// A view as clients get it: what its fields are, who may do what, and what is shown when.
#pragma once
#include <string>

#include "models/engine/orm/env.hpp"

namespace chatterd::views {

// ir.ui.view postprocess_and_fields: {"arch": …, "fields": …} of a view of the model. base_model:
// what the context says of the model that the view was written for, null for nothing. Throws
// ValueError for what is wrong in the view of this id, XmlSyntaxError for an arch that is no XML.
Value postprocessed(const Env& env, const std::string& model, const std::string& arch, Id view,
                    const Value& base_model);

}  // namespace chatterd::views
