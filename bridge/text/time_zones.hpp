// Names of the tz database.
#pragma once
#include <string_view>
#include <vector>

namespace chatterd::bridge {

// In the order in which Odoo offers them (res.partner._tz_get).
const std::vector<std::string_view>& time_zones();

}  // namespace chatterd::bridge
