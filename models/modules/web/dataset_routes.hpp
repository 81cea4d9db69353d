// JSON routes of the web client's data access (odoo/addons/web/controllers/main.py, DataSet) beside
// call_kw.
#pragma once
#include "models/engine/json_routes.hpp"

namespace chatterd {

Value route_dataset_load(const Env& env,
                         const Value& params);  // {"value": one record, {} when it is gone}
Value route_dataset_resequence(const Env& env,
                               const Value& params);  // true; false where there is no such field

}  // namespace chatterd
