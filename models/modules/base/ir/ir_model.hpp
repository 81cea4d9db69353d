// The methods of the models that describe the database.
#pragma once
#include "models/engine/orm/records.hpp"

namespace chatterd {

void define_ir_model_methods(Model& m);
void define_ir_model_fields_methods(Model& m);
void define_ir_model_data_methods(Model& m);
void define_ir_model_access_methods(Model& m);
void define_ir_rule_methods(Model& m);

}  // namespace chatterd
