// Settings that the models ask for: system parameters and default values.
#pragma once
#include <string>

#include "models/engine/orm/records.hpp"

namespace chatterd {

// ir.config_parameter get_param in sudo: cached, one statement for all parameters of a generation.
Value config_parameter(const Env& env, const std::string& key, const Value& if_missing = false);

void define_ir_config_parameter_methods(Model& m);
void define_ir_default_methods(Model& m);

}  // namespace chatterd
