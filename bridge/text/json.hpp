// JSON as it travels. Its objects keep the order in which their keys were set, as Python's dicts
// do: clients print the columns of an answer in that order.
#pragma once
#include <nlohmann/json.hpp>

#include "bridge/text/ordered_map.hpp"

namespace chatterd {

using Json = nlohmann::basic_json<OrderedMap>;

}  // namespace chatterd
