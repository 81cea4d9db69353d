// The parts of res.groups.
#pragma once
#include "models/engine/orm/records.hpp"

namespace chatterd {

void define_res_groups_methods(Model& m);  // res_groups_methods.cpp

}  // namespace chatterd
