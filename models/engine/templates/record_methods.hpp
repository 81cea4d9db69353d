// The methods of records that templates may call, and fields as templates see them.
#pragma once
#include <optional>
#include <string>

#include "models/engine/templates/record_values.hpp"

namespace chatterd::templates {

Any field_value(const Records& records, const Field& field);
// Bound to the records; nothing when there is none of that name that templates may call.
std::optional<Any> record_method(const Records& records, const std::string& name);
// What begins with an underscore: QWeb's expressions reach it, Jinja's sandbox does not ask for it.
std::optional<Any> private_record_attribute(const Records& records, const std::string& name);

}  // namespace chatterd::templates
